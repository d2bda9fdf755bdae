import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkWindow } from "../../src-main/plugin-host/declare.ts";
import { readPlugin } from "../../src-main/plugin-host/discover.ts";
import { parseWorkspace } from "../../src-main/session/workspace.ts";
import { parseMapping } from "../../src-main/sources/mapping.ts";

const folder = mkdtempSync(join(tmpdir(), "weir-document-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** Cannot be made text of, nor be compared. */
const stubborn = JSON.parse('{"toString":1,"valueOf":1}') as object;
const hostile = { length: stubborn };

test("an object that cannot be measured or shown where a text should be is refused like any other", () => {
  expect(() => parseWorkspace(JSON.stringify({ weir: 1, name: hostile }), "a.weir.json")).toThrow(
    /^workspace a\.weir\.json: field /,
  );
  expect(() => parseMapping({ delimiter: hostile }, "m.json")).toThrow(/^m\.json: field /);
  const manifest = { name: "a", version: "1.0.0", displayName: "A", main: "index.ts", weir: { api: 1 } };
  for (const field of ["name", "displayName", "main"]) {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, [field]: hostile }));
    expect(() => readPlugin(folder)).toThrow(new RegExp(`package\\.json: field ${field}: `));
  }
  expect(() => checkWindow({ kind: stubborn }, "rule")).toThrow(/^rule: window\(\) must answer/);
  expect(() => checkWindow({ kind: "tumbling", size: stubborn }, "rule")).toThrow(
    /size must be a whole number above 0, not object$/,
  );
});
