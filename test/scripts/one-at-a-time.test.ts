import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
// @ts-expect-error: plain JavaScript, which runs before anything is installed
import { oneAtATime } from "../../scripts/setup/one-at-a-time.mjs";
import { temporaryFolder } from "../support/bts-file.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("what several set up at once is done one after the other, and a failure gives the turn back", async () => {
  const file = join(folder.path, "out", "turn");
  const seen: string[] = [];
  const turns = ["a", "b", "c"].map((name) =>
    oneAtATime(file, async () => {
      seen.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen.push(`${name} ends`);
      if (name === "a") throw new Error("no network");
    }).catch((error: Error) => seen.push(error.message)),
  );
  await Promise.all(turns);
  expect(seen.filter((line) => line === "no network")).toHaveLength(1);
  const steps = seen.filter((line) => line !== "no network");
  for (let i = 0; i < 6; i += 2) expect(steps[i + 1]).toBe(steps[i]?.replace("begins", "ends"));
  expect(existsSync(file)).toBe(false);
});

test("one that was killed meanwhile holds nobody up", async () => {
  const file = join(folder.path, "killed");
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(file, String(pid));
  expect(await oneAtATime(file, async () => "done")).toBe("done");
  expect(readdirSync(folder.path).filter((name) => name.startsWith("killed"))).toEqual([]);
});
