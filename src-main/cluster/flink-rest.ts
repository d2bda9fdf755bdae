import { withoutCredentials } from "../sources/rabbitmq/broker-url.ts";
import { explainFailure } from "./flink-cause.ts";

/** One Flink cluster through its REST API. Every method throws an Error of one line that says what to do. */
export interface FlinkRest {
  readonly url: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
  patch(path: string): Promise<void>;
  upload(name: string, jar: Uint8Array): Promise<string>;
}

/** ms a cluster may take to answer; running a job compiles it on the other side. */
const PATIENCE = 60_000;

/** Bytes of one answer: the plan of a job of a thousand vertices has a few million. */
const MOST_BYTES = 64 << 20;

/** Throws for a URL that is none. */
export function flinkRest(address: string): FlinkRest {
  let url: string;
  /** Of a cluster behind a proxy that asks for a login; no message shows it. */
  const authorization: Record<string, string> = {};
  try {
    const parsed = new URL(address);
    if (parsed.protocol !== "http:" && parsed.protocol !== "https:") throw new Error("protocol");
    if (parsed.username !== "") {
      const login = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
      authorization["authorization"] = `Basic ${Buffer.from(login).toString("base64")}`;
      parsed.username = "";
      parsed.password = "";
    }
    url = parsed.toString().replace(/\/$/, "");
  } catch {
    throw new Error(`${withoutCredentials(address)} is no address of a Flink cluster; write it as http://host:8081`);
  }
  const ask = async (path: string, init: RequestInit): Promise<unknown> => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${url}${path}`, {
        ...init,
        headers: { ...init.headers, ...authorization },
        signal: AbortSignal.timeout(PATIENCE),
      });
      text = await bounded(response);
    } catch (error) {
      if (error instanceof TooLarge)
        throw new Error(
          `what answers at ${url} is no Flink cluster (an answer of more than ${MOST_BYTES >> 20} MB); correct the address`,
        );
      const cause = (error as { cause?: { code?: string; message?: string } }).cause;
      const why =
        (error as Error).name === "TimeoutError" ? "no answer in time" : (cause?.code ?? cause?.message ?? String(error));
      throw new Error(`no Flink cluster answers at ${url} (${why}); start it or correct the address`, { cause: error });
    }
    let body: unknown;
    try {
      body = text === "" ? {} : JSON.parse(text);
    } catch {
      throw new Error(`what answers at ${url} is no Flink cluster (${response.status}); correct the address`);
    }
    if (!response.ok) {
      const errors = (body as { errors?: readonly string[] }).errors ?? [];
      throw new Error(`Flink at ${url} refused: ${explainFailure(errors.join("\n")) || `HTTP ${response.status}`}`);
    }
    return body;
  };
  const json = (method: string, body: object): RequestInit => ({
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return {
    url,
    get: async <T>(path: string) => (await ask(path, {})) as T,
    post: async <T>(path: string, body: object) => (await ask(path, json("POST", body))) as T,
    patch: async (path) => void (await ask(path, { method: "PATCH" })),
    upload: async (name, jar) => {
      const form = new FormData();
      form.append("jarfile", new Blob([new Uint8Array(jar)], { type: "application/x-java-archive" }), name);
      const { filename } = (await ask("/jars/upload", { method: "POST", body: form })) as { filename: string };
      return filename.split("/").at(-1) ?? filename;
    },
  };
}

class TooLarge extends Error {}

/** The body of an answer, unpacked, as text. Stops reading and throws when it is larger than any of Flink. */
async function bounded({ body }: Response): Promise<string> {
  if (body === null) return "";
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop closes the connection.
  for await (const part of body as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new TooLarge();
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}
