import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAllowedQueues } from "../../src-main/session/allowed-queues.ts";
import { emptyWorkspace, parseWorkspace, type Workspace } from "../../src-main/session/workspace.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { openPage, type Page } from "../support/page.ts";

const folder = temporaryFolder();
const allowed = join(folder.path, "state", "allowed-queues.json");
const at = (name: string): string => join(folder.path, name);
/** Stands where a broker would and counts who comes; nobody is let in. */
let calls = 0;
const door = createServer((socket) => {
  calls++;
  socket.destroy();
});

beforeAll(async () => {
  await new Promise<void>((ready) => door.listen(0, "127.0.0.1", ready));
});
afterAll(() => {
  door.close();
  folder.remove();
});

function write(path: string, change: Readonly<Record<string, unknown>> = {}): void {
  const url = `amqp://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const source = { kind: "rabbitmq", url, queue: "theirs", resultsQueue: "told", ...change };
  writeFileSync(path, JSON.stringify({ weir: 1, name: "from elsewhere", sources: [source] }));
}

const queueSource = (source: Readonly<Record<string, unknown>>): Workspace["sources"][number] =>
  parseWorkspace(JSON.stringify({ weir: 1, sources: [{ kind: "rabbitmq", ...source }] }), "w").sources[0]!;

/** What is asked, and how often the broker was called, when `path` is opened by a Weir that has just started. */
async function opened(path: string, then: (page: Page) => Promise<unknown> = async () => {}): Promise<unknown> {
  const page = openPage(allowed);
  const before = calls;
  try {
    await page.request("workspace.open", { path }).catch(() => {});
    const { unallowed } = await page.request("session.status", null);
    const called = calls > before;
    await then(page);
    return { asked: unallowed !== null, called };
  } finally {
    await page.close();
  }
}

const ASKED = { asked: true, called: false };
const AT_ONCE = { asked: false, called: true };

test("the queue of a workspace from elsewhere is not connected to before its user allows it, whatever else is asked for", async () => {
  const path = at("stranger.weir.json");
  write(path);
  const seen = await opened(path, async (page) => {
    expect((await page.request("session.status", null)).unallowed).toMatchObject({
      broker: expect.stringMatching(/^amqp:\/\/127\.0\.0\.1:\d+$/),
      queue: "theirs",
      exchange: null,
      results: "queue told",
    });
    const before = calls;
    const login = { profile: null, user: "me", password: "mine" };
    await expect(page.request("session.login", login)).rejects.toThrow(/theirs at amqp:\S+ is not connected: allow it first/);
    await expect(page.request("session.restart", null)).rejects.toThrow(/allow it first/);
    await page.request("session.continue", { resume: true });
    await page.request("plugins.set", { id: "anomaly", enabled: true, settings: {} });
    await page.request("workspace.save", { path: at("renamed.weir.json") });
    expect(calls).toBe(before);
    expect((await page.request("session.status", null)).unallowed).not.toBeNull();
  });
  expect(seen).toEqual(ASKED);
  expect(await opened(path)).toEqual(ASKED);
  expect(await opened(at("renamed.weir.json"))).toEqual(ASKED);
});

test("allowed, it is connected to at once from then on, until its queue is another one or it lies elsewhere", async () => {
  const path = at("mine.weir.json");
  write(path);
  const seen = await opened(path, async (page) => {
    const before = calls;
    await expect(page.request("session.allow", null)).rejects.toThrow();
    expect(calls).toBeGreaterThan(before);
  });
  expect(seen).toEqual(ASKED);
  expect(await opened(path)).toEqual(AT_ONCE);
  expect(statSync(allowed).mode & 0o77).toBe(0);
  expect(readFileSync(path, "utf8")).not.toContain("allowed");
  copyFileSync(path, at("copy.weir.json"));
  expect(await opened(at("copy.weir.json"))).toEqual(ASKED);
  for (const change of [
    { queue: "other" },
    { resultsQueue: "elsewhere" },
    { url: "amqp://127.0.0.2:1" },
    { caFile: "their.pem" },
  ]) {
    write(path, change);
    expect(await opened(path)).toMatchObject({ asked: true });
  }
  write(path);
  expect(await opened(path)).toEqual(AT_ONCE);
});

test("saved here, a workspace is its user's own; a file without a queue is never asked about", async () => {
  write(at("draft.weir.json"));
  const seen = await opened(at("draft.weir.json"), async (page) => {
    await page.request("session.allow", null).catch(() => {});
    await page.request("workspace.save", { path: at("own.weir.json") });
  });
  expect(seen).toEqual(ASKED);
  expect(await opened(at("own.weir.json"))).toEqual(AT_ONCE);
  writeFileSync(at("rows.csv"), "station,sensor,time,value\na,t,2024-01-01T00:00:00Z,1\n");
  writeFileSync(at("files.weir.json"), JSON.stringify({ weir: 1, sources: [{ kind: "csv", paths: ["rows.csv"] }] }));
  expect(await opened(at("files.weir.json"))).toEqual({ asked: false, called: false });
});

test("a queue is the same however the fields of its source are ordered; another one, or an allowance of long ago, is asked about", () => {
  const url = "amqp://127.0.0.1:1";
  const written = { ...emptyWorkspace(), sources: [queueSource({ url, queue: "q" })] };
  const { kind, ...rest } = written.sources[0]!;
  const read = { ...written, sources: [{ ...rest, kind }] } as typeof written;
  const known = openAllowedQueues(at("many.json"));
  known.allow("/a.weir.json", written);
  expect(Object.keys(read.sources[0]!)[0]).not.toBe("kind");
  expect(openAllowedQueues(at("many.json")).has("/a.weir.json", read)).toBe(true);
  expect(known.has("/a.weir.json", { ...written, sources: [queueSource({ url, queue: "other" })] })).toBe(false);
  expect(known.has("/b.weir.json", written)).toBe(false);
  const few = openAllowedQueues(null);
  for (let i = 0; i < 1100; i++) few.allow(`/${i}.weir.json`, written);
  expect([few.has("/0.weir.json", written), few.has("/1099.weir.json", written)]).toEqual([false, true]);
});
