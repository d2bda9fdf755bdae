import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { electronExecutable } from "../support/electron.ts";
import { KEYRING, type Keyring, startKeyring } from "../support/keyring.ts";

const SECRET = "Qu1ttenmarm3lade";
const kept = { secret: SECRET, address: "amqp://ana@mq.example:5672/" };
const folder = mkdtempSync(join(tmpdir(), "weir-e2e-keyring-"));
const file = join(folder, "kept", "secrets.json");
let keyring: Keyring | null = null;

// Playwright starts every app without a key store, so a small one is started beside it: nothing but Weir's keeping of passwords.
beforeAll(async () => {
  if (!KEYRING) return;
  keyring = await startKeyring();
  const app = join(folder, "app");
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "weir", version: "0.0.0", main: "main.cjs" }));
  const source = `import { app } from "electron";
import { openSecrets } from ${JSON.stringify(resolve(import.meta.dirname, "../../src-main/desktop/secrets.ts"))};
void app.whenReady().then(() => {
  const secrets = openSecrets(process.env.KEPT_IN);
  const answers = JSON.parse(process.env.CALLS).map(([method, ...args]) => {
    try {
      return secrets[method](...args) ?? null;
    } catch (error) {
      return error.message;
    }
  });
  process.stdout.write("<" + JSON.stringify(answers) + ">\\n", () => app.exit(0));
});
`;
  await build({
    stdin: { contents: source, resolveDir: folder, loader: "ts" },
    outfile: join(app, "main.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["electron"],
    logLevel: "error",
  });
});
afterAll(async () => {
  await keyring?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

type Call = readonly [method: "available" | "get" | "set" | "remove", ...args: unknown[]];

/** What each call answers, or the message it fails with, in a new process of its own. */
async function answersOf(store: "gnome-libsecret" | "basic", calls: readonly Call[]): Promise<unknown[]> {
  const data = `--user-data-dir=${join(folder, "data")}`;
  const child = spawn(electronExecutable(), ["--no-sandbox", `--password-store=${store}`, data, join(folder, "app")], {
    env: { ...process.env, ...keyring?.env, KEPT_IN: file, CALLS: JSON.stringify(calls) },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.on("data", (data: Buffer) => {
    said += data.toString();
  });
  await once(child, "close");
  return JSON.parse(/<(.*)>/.exec(said)?.[1] ?? "null") as unknown[];
}

test.skipIf(!KEYRING)(
  "a password is kept in the system's key store from one start to the next, and readable in no file",
  async () => {
    const first: Call[] = [
      ["available"],
      ["get", "south"],
      ["set", "south", kept],
      ["set", "__proto__", { ...kept, secret: "other" }],
      ["set", "north", kept],
      ["remove", "north"],
      ["get", "south"],
    ];
    expect(await answersOf("gnome-libsecret", first)).toEqual([true, null, null, null, null, null, kept]);
    expect(statSync(file).mode & 0o77).toBe(0);
    const text = readFileSync(file, "utf8");
    const { secrets } = JSON.parse(text) as { secrets: Record<string, string> };
    expect(Object.keys(secrets)).not.toContain("north");
    const encrypted = Buffer.from(secrets["south"] ?? "", "base64").toString("latin1");
    for (const readable of [text, encrypted]) expect(readable).not.toMatch(new RegExp(`${SECRET}|mq\\.example`));
    const again: Call[] = [
      ["get", "south"],
      ["get", "north"],
      ["get", "constructor"],
    ];
    expect(await answersOf("gnome-libsecret", again)).toEqual([kept, null, null]);
  },
);

test.skipIf(!KEYRING)("without a key store nothing is kept, and a damaged file is as none", async () => {
  const before = readFileSync(file, "utf8");
  const [available, refused] = await answersOf("basic", [["available"], ["set", "west", kept]]);
  expect(available).toBe(false);
  expect(refused).toMatch(/^This system has no key store to keep a password in/);
  expect(readFileSync(file, "utf8")).toBe(before);
  writeFileSync(file, "{");
  expect(
    await answersOf("gnome-libsecret", [
      ["get", "south"],
      ["set", "south", kept],
      ["get", "south"],
    ]),
  ).toEqual([null, null, kept]);
});
