import type { z } from "zod";
import { withoutCredentials } from "../sources/rabbitmq/broker-url.ts";
import { uploadAnswer } from "./flink-answers.ts";
import { explainFailure } from "./flink-cause.ts";

/** One Flink cluster through its REST API. Every method throws an Error of one line that says what to do, also for an answer of another shape. */
export interface FlinkRest {
  readonly url: string;
  get<Shape extends z.ZodType>(path: string, shape: Shape): Promise<z.output<Shape>>;
  post<Shape extends z.ZodType>(path: string, body: object, shape: Shape): Promise<z.output<Shape>>;
  patch(path: string): Promise<void>;
  /** Answers the id the cluster gives the jar. */
  upload(name: string, jar: Uint8Array): Promise<string>;
}

/** Nothing answers, or a job manager that has none to lead it yet, or a proxy before one: that may pass by itself. */
export class Unreached extends Error {
  /** Something answered: the address is right. */
  readonly answered: boolean;

  constructor(message: string, answered: boolean, options?: ErrorOptions) {
    super(message, options);
    this.answered = answered;
  }
}

/** The cluster knows no such job or operation. */
export class Unknown extends Error {}

/** ms a cluster may take to answer; running a job compiles it on the other side. */
const PATIENCE = 60_000;

/** Bad gateway, unavailable (an election of a leader), gateway timeout. */
const UNREADY: ReadonlySet<number> = new Set([502, 503, 504]);

/** Bytes of one answer: the plan of a job of a thousand vertices has a few million. */
const MOST_BYTES = 64 << 20;

/** Throws an Error of one line for an address that is none. */
export function flinkRest(address: string): FlinkRest {
  const { url, authorization } = readAddress(address);
  const notFlink = (why: string): Error => new Error(`what answers at ${url} is no Flink cluster${why}; correct the address`);
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
      if (error instanceof TooLarge) throw notFlink(` (an answer of more than ${MOST_BYTES >> 20} MB)`);
      const cause = (error as { cause?: { code?: string; message?: string } }).cause;
      const why =
        (error as Error).name === "TimeoutError" ? "no answer in time" : (cause?.code ?? cause?.message ?? String(error));
      throw new Unreached(`no Flink cluster answers at ${url} (${why}); start it or correct the address`, false, {
        cause: error,
      });
    }
    // Of a proxy before the job manager too, whose answer is no JSON.
    if (UNREADY.has(response.status))
      throw new Unreached(`no job manager is ready behind ${url} (HTTP ${response.status}); try again when one is`, true);
    let body: unknown;
    try {
      body = text === "" ? {} : JSON.parse(text);
    } catch {
      throw notFlink(` (${response.status})`);
    }
    if (!response.ok) {
      const errors = (body as { errors?: readonly string[] }).errors ?? [];
      const unknown = /Could not find Flink job \((\w+)\)/.exec(errors.join("\n"))?.[1];
      if (unknown !== undefined)
        throw new Unknown(
          `there is no job ${unknown} on the cluster at ${url}, which forgets those that ended after a while, and all when its job manager starts anew without high availability (their checkpoints stay in their folder); weir deploy list --url ${url} shows its jobs`,
        );
      const refused = `Flink at ${url} refused: ${explainFailure(errors.join("\n")) || `HTTP ${response.status}`}`;
      throw response.status === 404 ? new Unknown(refused) : new Error(refused);
    }
    return body;
  };
  const read = <Shape extends z.ZodType>(path: string, answer: unknown, shape: Shape): z.output<Shape> => {
    const { success, data } = shape.safeParse(answer);
    if (!success) throw notFlink(` (its answer to ${path.replace(/\?.*/, "")} has another shape)`);
    return data;
  };
  return {
    url,
    get: async (path, shape) => read(path, await ask(path, {}), shape),
    post: async (path, body, shape) => {
      const headers = { "content-type": "application/json" };
      return read(path, await ask(path, { method: "POST", headers, body: JSON.stringify(body) }), shape);
    },
    patch: async (path) => void (await ask(path, { method: "PATCH" })),
    upload: async (name, jar) => {
      const form = new FormData();
      form.append("jarfile", new Blob([new Uint8Array(jar)], { type: "application/x-java-archive" }), name);
      const path = "/jars/upload";
      const { filename } = read(path, await ask(path, { method: "POST", body: form }), uploadAnswer);
      return filename.split("/").at(-1) ?? filename;
    },
  };
}

/** The address without a login, which a cluster behind a proxy may ask for and no message shows. Throws an Error of one line. */
function readAddress(address: string): { readonly url: string; readonly authorization: Readonly<Record<string, string>> } {
  try {
    const url = new URL(address);
    if (url.protocol !== "http:" && url.protocol !== "https:") throw new Error("protocol");
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    const authorization: Record<string, string> =
      url.username === "" ? {} : { authorization: `Basic ${Buffer.from(login).toString("base64")}` };
    url.username = "";
    url.password = "";
    return { url: url.toString().replace(/\/$/, ""), authorization };
  } catch {
    throw new Error(`${withoutCredentials(address)} is no address of a Flink cluster; write it as http://host:8081`);
  }
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
