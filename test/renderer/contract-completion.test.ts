import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CompletionContext } from "@codemirror/autocomplete";
import { javascript } from "@codemirror/lang-javascript";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { completeContract } from "../../src-renderer/features/plugins/contract-completion.ts";
import { contractWords } from "../../src-renderer/features/plugins/contract-words.ts";

const words = contractWords(readFileSync(resolve(import.meta.dirname, "../../plugins/api.ts"), "utf8"));
const complete = completeContract(words);

/** What is offered at `|`. */
function offered(source: string): string[] {
  const pos = source.indexOf("|");
  const state = EditorState.create({ doc: source.replace("|", ""), extensions: [javascript({ typescript: true })] });
  return complete(new CompletionContext(state, pos, true))?.options.map(({ label }) => label) ?? [];
}

const rule = (body: string): string => `import { defineRule, minutes, sliding } from "weir";
export default defineRule({
  id: "x",
  settings: { limit: { input: "number", label: "{ a } [", default: 1 }, hold: { input: "duration", label: "b", default: minutes(1) } },
  aggregates: { mean: { fn: "mean" }, top: { fn: "max" } },
  initialState: () => ({ since: 0, told: false }),
  ${body}
});`;

describe("the contract's words", () => {
  it("are all of it: every export, every field with its comment", () => {
    const names = words.exports.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(["defineRule", "defineFilter", "minutes", "sliding", "trailing", "Event", "Rule"]),
    );
    expect(words.members.get("Event")?.map(({ name }) => name)).toEqual([
      "time",
      "station",
      "sensor",
      "alarm",
      "value",
      "threshold",
      "active",
    ]);
    expect(words.members.get("Event")?.find(({ name }) => name === "value")?.info).toBe("Always finite.");
    expect(words.members.get("NumberSetting")?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["input", "min", "max", "label", "help", "default"]),
    );
    expect(words.literals.get("Severity")).toEqual(["critical", "warning", "info"]);
    expect(words.literals.get("AggregateFunction")).toContain("quantile");
  });
});

describe("completion", () => {
  it.each([
    ["fields of a rule", rule("on|"), ["onEvent", "onWindow", "onTimer", "by", "only", "whenChanged"]],
    ["what a hook is handed", rule("onWindow({ st| }, { values }) {},"), ["state", "settings", "alert", "setTimer"]],
    ["the second thing a hook is handed", rule("onWindow({ state }, { va| }) {},"), ["values", "start", "end", "count"]],
    ["fields of an event", rule("onEvent(context, event) { event.| },"), ["value", "threshold", "active"]],
    ["what the context can do", rule("onEvent(context, event) { context.al| },"), ["alert", "record", "clearTimer"]],
    ["settings the file declares", rule("onWindow({ settings }) { settings.| },"), ["limit", "hold"]],
    ["state the file declares", rule("onWindow({ state }) { state.| },"), ["since", "told"]],
    ["aggregates the file declares", rule("onWindow(c, { values }) { values.| },"), ["mean", "top"]],
    ["fields of an alert", rule("onEvent({ alert }) { alert({ sev| }) },"), ["severity", "title", "evidence", "about"]],
    ["severities", rule('onEvent({ alert }) { alert({ severity: "w|" }) },'), ["critical", "warning", "info"]],
    ["key parts", rule('by: ["s|"],'), ["station", "sensor", "alarm"]],
    ["inputs", 'export default defineRule({ settings: { a: { input: "n|" } } });', ["number", "duration", "choice"]],
    ["fields of a setting", "export default defineRule({ settings: { a: { la| } } });", ["label", "default", "min"]],
    ["exports", 'import { def| } from "weir";', ["defineRule", "defineReport", "hours"]],
  ])("offers %s", (_, source, some) => {
    expect(offered(source)).toEqual(expect.arrayContaining(some));
  });

  it("offers the same at the end of a long source, which is not parsed yet", () => {
    const long = `const table = [${"[1, 2, 3, 4], ".repeat(2_000)}];\n`;
    const source = rule("onEvent({ alert }) { alert({ sev| }) },");
    expect(offered(source)).toContain("severity");
    expect(offered(long + source)).toEqual(offered(source));
  });

  it("offers nothing in comments, and no field of anything in other objects", () => {
    expect(offered(rule("// on|"))).toEqual([]);
    expect(offered("const x = { on| };")).not.toContain("onEvent");
  });
});
