import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { contractWords } from "../../src-renderer/features/plugins/contract-words.ts";
import { fixOf } from "../../src-renderer/features/plugins/source-fixes.ts";

const words = contractWords(readFileSync(resolve(import.meta.dirname, "../../plugins/api.ts"), "utf8"));
const source = `import { defineRule } from "weir";
export default defineRule({
  by: ["station", "senzor"],
  window: () => sliding(60_000, 1000),
  onWindow({ state, alert, recrd }, window) {
    if (window.values.mean > 3) alert({ severity: "warn", titl: "Hot" });
    state.firng = true;
  },
});
`;

/** The source after the fix, or null. The messages are the compiler's own. */
function fixed(line: number, column: number, message: string, text = source): string | null {
  const fix = fixOf({ line, column, message }, text, words);
  return fix === null ? null : text.slice(0, fix.from) + fix.insert + text.slice(fix.to);
}

test.each([
  [6, 41, `Type '"warn"' is not assignable to type 'Severity'.`, `severity: "warn"`, `severity: "warning"`],
  [3, 19, `Type '"senzor"' is not assignable to type 'KeyPart'. Did you mean '"sensor"'?`, `"senzor"`, `"sensor"`],
  [
    6,
    57,
    "Object literal may only specify known properties, but 'titl' does not exist in type 'AlertDraft'. Did you mean to write 'title'?",
    "titl:",
    "title:",
  ],
  [7, 11, "Property 'firng' does not exist on type '{ firing: boolean; }'. Did you mean 'firing'?", "firng", "firing"],
  [5, 28, "Property 'recrd' does not exist on type 'RuleContext<{ firing: boolean; }>'.", "recrd", "record"],
  [4, 17, "Cannot find name 'sliding'.", "{ defineRule }", "{ defineRule, sliding }"],
  [
    6,
    9,
    "'window.values.mean' is possibly 'null'.",
    "    if (window.values.mean > 3)",
    "    if (window.values.mean === null) return;\n    if (window.values.mean > 3)",
  ],
])("line %i, column %i, %s: changed as it asks for", (line, column, message, from, to) => {
  expect(fixed(line, column, message)).toBe(source.replace(from, to));
});

test("a mistake that moved since it was checked is changed where it is now", () => {
  const moved = source.replace("    if (window.values.mean > 3) alert", "    alert");
  expect(fixed(6, 41, `Type '"warn"' is not assignable to type 'Severity'.`, moved)).toContain('severity: "warning"');
});

test("what nobody can know, and what is no longer there, is left alone", () => {
  expect(fixed(6, 41, `Type '"purple"' is not assignable to type 'Severity'.`)).toBeNull();
  expect(fixed(7, 11, "Property 'gone' does not exist on type 'X'. Did you mean 'here'?")).toBeNull();
  expect(fixed(7, 5, "Type 'number' is not assignable to type 'string'.")).toBeNull();
  expect(fixOf({ line: null, column: null, message: "Cannot find name 'sliding'." }, source, words)).toBeNull();
});
