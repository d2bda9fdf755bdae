import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePorts } from "../../../src-main/bench/free-ports.ts";
import { startServer } from "../../../src-main/ipc/server.ts";
import type { ServerRequest } from "../../../src-main/ipc/wire.ts";
import { Broker } from "../../support/broker.ts";
import { workerDir } from "../../support/page.ts";

/** Nothing else anywhere looks like it; % and @ show who forgets to encode. */
const SECRET = "Zw1ebel%7f3a9@kuchen";
const WRONG = "F4lsch%55aa@kuchen";
const folder = mkdtempSync(join(tmpdir(), "weir-secrets-"));
const at = (name: string): string => join(folder, name);
let broker: Broker;
let url: string;
/** Everything that was said on the way. */
const said: string[] = [];

beforeAll(async () => {
  broker = await Broker.start();
  await broker.control(["add_user", "ana", SECRET]);
  await broker.control(["set_permissions", "ana", ".*", ".*", ".*"]);
  url = address("ana", SECRET);
  const rows = Array.from({ length: 200 }, (_, i) => `${new Date(1.7e12 + i * 1000).toISOString()},north,temp,${i}`);
  writeFileSync(at("rows.csv"), `time,station,sensor,value\n${rows.join("\n")}\n`);
}, 120_000);
afterAll(async () => {
  await broker?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function address(user: string, password: string): string {
  const own = new URL(broker.url);
  own.username = user;
  own.password = encodeURIComponent(password);
  return own.toString();
}

async function weir(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(workerDir, "main.js"), ...words],
      { env: { ...process.env, ...env } },
      (error, stdout, stderr) => {
        said.push(stdout, stderr);
        resolve(error === null ? 0 : Number(error.code));
      },
    );
  });
}

/** What is left of it when it is cut at a mark that nobody encoded. */
const PARTS = ["Zw1ebel", "7f3a9", "F4lsch", "55aa"];

/** The password as it is, as a URL writes it, in base64, in two bytes a character, and pieces of it. */
function held(text: string): string[] {
  const forms = [SECRET, WRONG].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64").replace(/=+$/, ""),
    Buffer.from(secret, "utf16le").toString("latin1"),
  ]);
  return [...forms, ...PARTS].filter((form) => text.includes(form));
}

/** As it is, and unpacked: cases, bundles of diagnostics. */
function readings(path: string): string[] {
  const bytes = readFileSync(path);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return [bytes.toString("latin1"), ...(packed ? [gunzipSync(bytes).toString("latin1")] : [])];
}

function files(parent: string): string[] {
  return readdirSync(parent).flatMap((name) => {
    const path = join(parent, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

function expectNoSecret(): void {
  expect(said.flatMap(held)).toEqual([]);
  expect(files(folder).filter((path) => readings(path).some((text) => held(text).length > 0))).toEqual([]);
}

test("a broker's password is in no file, line or report of runs that work and runs that fail", async () => {
  const out = ["--out", at("out"), "--store", at("s.db"), "--report", at("page.html"), "--log", at("run.jsonl")];
  const flags = [...out, "--stop-after-idle", "1s", "--guarantee", "at-least-once", "--results-queue", "results"];
  expect(await weir(["publish", at("rows.csv"), "--amqp", url, "--queue", "secret"])).toBe(0);
  expect(await weir(["run", url, "--queue", "secret", ...flags])).toBe(0);
  const plain = new URL(url);
  plain.username = "";
  plain.password = "";
  const environment = { WEIR_AMQP_USER: "ana", WEIR_AMQP_PASSWORD: SECRET };
  expect(await weir(["publish", at("rows.csv"), "--amqp", plain.toString(), "--queue", "secret"], environment)).toBe(0);
  expect(
    await weir(["run", plain.toString(), "--queue", "secret", "--out", at("again"), "--stop-after-idle", "1s"], environment),
  ).toBe(0);

  const wrong = address("ana", WRONG);
  expect(await weir(["run", wrong, "--queue", "secret", "--log", at("wrong.jsonl")])).toBe(2);
  expect(await weir(["publish", at("rows.csv"), "--amqp", wrong, "--queue", "secret"])).toBe(2);
  expect(await weir(["run", `${url}nowhere`, "--queue", "secret", "--log", at("wrong.jsonl")])).toBe(2);
  expect(await weir(["run", url, "--queue", "missing"])).toBe(2);
  expect(await weir(["run", url.replace("amqp:", "amqps:"), "--queue", "secret"])).toBe(2);
  expect(await weir(["run", `${url.replace(/:\d+/, ":1")}`, "--queue", "secret"])).toBe(2);
  expect(await weir(["run", url.replace("@localhost", "@[bad"), "--queue", "secret"])).toBe(2);
  expect(await weir(["run", url, "--queue", "secret", "--ca-file", at("none.pem")])).toBe(2);
  expect(await weir(["run", url])).toBe(2);
  expect(await weir(["run", url, at("rows.csv")])).toBe(2);
  expect(await weir(["diagnostics", "--out", at("d.tgz"), "--log", at("run.jsonl")])).toBe(0);
  expectNoSecret();
}, 120_000);

test("addresses nobody can use are refused without repeating what they hold", async () => {
  const [host = ""] = url.split("@").slice(-1);
  const others = [`amqp:ana:${SECRET}@${host}`, `http://ana:${SECRET}@${host}`, `ana:${SECRET}@${host}`];
  for (const address of [
    ` ${url}`,
    `AMQP://ana:${SECRET}@${host}`,
    `amqp://ana:a/${SECRET}@${host}`,
    `amqp://ana:a "${SECRET}'@${host}`,
    `amqp://${SECRET}@localhost:1`,
    `amqps://ana:${SECRET}@localhost:99999`,
    ...others,
  ])
    await weir(["run", address, "--queue", "missing"]);
  for (const address of others) {
    await weir(["window", address, "--window", "tumbling:1m"]);
    await weir(["publish", at("rows.csv"), "--amqp", address, "--queue", "missing"]);
    await weir(["deploy", "list", "--url", address]);
  }
  writeFileSync(
    at("typed.weir.json"),
    JSON.stringify({ weir: 1, sources: [{ kind: "rabbitmq", url: "amqp://a:b@c", queue: "q" }] }),
  );
  expect(await weir(["run", at("typed.weir.json")])).toBe(2);
  expect(said.at(-1)).toMatch(/typed\.weir\.json: .*url.*holds a password; take it out/);
  expectNoSecret();
}, 120_000);

test("what a cluster is given as files holds no password, neither of the source nor of the results", async () => {
  const flags = ["--results-queue", "alerts", "--results-amqp", url, "--plugin", "alarm-counts"];
  await weir(["publish", at("rows.csv"), "--amqp", url, "--queue", "bundled"]);
  expect(await weir(["bundle", url, "--queue", "bundled", "--out", at("queue.js"), ...flags])).toBe(0);
  expect(await weir(["bundle", at("rows.csv"), "--out", at("file.js"), ...flags])).toBe(0);
  expect(readFileSync(at("file.json"), "utf8")).toContain("alerts");
  expectNoSecret();
}, 120_000);

test.runIf(process.platform === "linux")(
  "while it runs: not in the list of processes, a plugin's environment, the metrics or the log",
  async () => {
    mkdirSync(at("own"));
    writeFileSync(
      at("own/package.json"),
      '{"name":"own","version":"1.0.0","displayName":"Own","main":"index.js","weir":{"api":1}}',
    );
    writeFileSync(
      at("own/index.js"),
      'import { defineRule } from "weir"; export default defineRule({ id: "own", title: "Own", by: ["station"], settings: {}, series: {}, stateVersion: 1, initialState: () => ({}), onEvent() {} });',
    );
    const plain = new URL(url);
    plain.username = "";
    plain.password = "";
    await weir(["publish", at("rows.csv"), "--amqp", url, "--queue", "running"]);
    const [port = 0] = await freePorts(1);
    const flags = ["--plugin", at("own"), "--metrics-port", String(port), "--out", at("running"), "--log", at("running.jsonl")];
    const child = spawn(process.execPath, [join(workerDir, "main.js"), "run", plain.toString(), "--queue", "running", ...flags], {
      env: { ...process.env, WEIR_AMQP_USER: "ana", WEIR_AMQP_PASSWORD: SECRET },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => said.push(piece.toString()));
    let metrics = "";
    while (child.exitCode === null && !/records_accepted_total 200\b/.test(metrics)) {
      metrics = await fetch(`http://127.0.0.1:${port}/metrics`).then(
        (answer) => answer.text(),
        () => "",
      );
    }
    const children = childrenOf(child.pid as number);
    const commands = [child.pid as number, ...children].map((pid) => readFileSync(`/proc/${pid}/cmdline`, "latin1"));
    said.push(metrics, ...commands);
    // Of the plugin's process; that of the bundler is Weir's own, which nobody else may read.
    const seats = children.filter((_, i) => commands[i + 1]?.includes("plugin-process"));
    said.push(...seats.map((pid) => readFileSync(`/proc/${pid}/environ`, "latin1")));
    child.kill("SIGINT");
    await ended;
    expect(metrics).toMatch(/records_accepted_total 200\b/);
    expect(seats.length).toBe(1);
    expectNoSecret();
  },
  120_000,
);

/** Processes that `pid` started. */
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
}

test("nor in what the page is told, nor in a workspace, typed or from a profile", async () => {
  const told: string[] = [];
  let listener: (request: ServerRequest) => void = () => {};
  const waiting = new Map<number, () => void>();
  let id = 0;
  startServer(
    {
      post: (message) => {
        // What the host tells its keeper of itself does not go to the page, and not to disk.
        if ("push" in message && message.push === "host.memory") return;
        told.push(JSON.stringify(message));
        if ("id" in message) waiting.get(message.id)?.();
      },
      onMessage: (take) => {
        listener = take;
      },
    },
    { workerDir },
  );
  const ask = (method: string, args: unknown): Promise<void> =>
    new Promise((resolve) => {
      waiting.set(++id, resolve);
      listener({ id, method, args });
    });
  const plain = new URL(url);
  plain.username = "";
  plain.password = "";
  const target = {
    url: plain.toString(),
    profile: "south",
    user: "ana",
    password: SECRET,
    queue: "secret",
    tap: null,
    routingKey: null,
    format: "auto",
    guarantee: "at-most-once",
    prefetch: 100,
    resultsQueue: "results",
    resultsExchange: null,
    resultsSeries: [],
    caFile: null,
    certFile: null,
    keyFile: null,
    outOfOrderness: 0,
  };
  await weir(["publish", at("rows.csv"), "--amqp", url, "--queue", "secret"]);
  for (const each of [
    target,
    { ...target, url, user: null, password: null },
    { ...target, password: WRONG },
    { ...target, queue: "missing" },
  ]) {
    await ask("queue.test", each);
    await ask("queue.peek", each);
    await ask("session.open", { kind: "queue", target: each });
    await ask("session.status", null);
    await ask("workspace.get", null);
    await ask("workspace.save", { path: at(`w${told.length}.weir.json`) });
    await ask("metrics.get", null);
  }
  await ask("host.shutdown", null);
  said.push(...told);
  expect(told.length).toBeGreaterThan(20);
  expect(told.some((line) => line.includes('"ok":true') && line.includes("steps"))).toBe(true);
  expect(files(folder).filter((path) => path.endsWith(".weir.json")).length).toBeGreaterThan(0);
  expectNoSecret();
}, 120_000);
