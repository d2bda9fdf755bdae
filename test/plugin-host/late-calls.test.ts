import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { analyse } from "../support/analyse.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { writePlugin } from "../support/plugin-folder.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("a rule cannot speak in the name of another one of its plugin: the other's calls are over", async () => {
  const file = join(folder.path, "two.csv");
  writeFileSync(file, "time,station,sensor,value\n2026-01-01T00:00:00Z,s,a,1\n2026-01-01T00:01:00Z,s,a,1\n");
  const plugin = writePlugin(
    folder.path,
    "speaks",
    `import { defineRule } from "weir";
let theirs: any;
const by = ["station"] as const;
export default [
  defineRule({ id: "listened-to", title: "Listened to", by, onEvent(context) { theirs = context; } }),
  defineRule({ id: "speaks", title: "Speaks", by, onEvent() { theirs.alert({ severity: "info", title: "not mine" }); } }),
];
`,
  );
  const { alerts, problems } = await analyse([file], [plugin]);
  expect(alerts).toEqual([]);
  expect(problems.map(({ rule, message }) => [rule, message])).toEqual(
    Array.from({ length: 2 }, () => ["speaks", "alert: the hook has returned; do it in the hook itself, not in a promise"]),
  );
});
