// Declarations that are none, and filters that misbehave.

import { type Attempt, module } from "./attempt.ts";

const RULE = 'type: "rule", title: "Bad", by: ["station"], onEvent() {}';
export const declarations: Attempt[] = [
  module(
    "a list whose map is its own",
    `const list: any = [{ ${RULE}, id: ID }]; Object.defineProperty(list, "map", { value: () => [{ declaration: { type: "rule", id: ID, plugin: "anomaly", version: "1.0.0", title: "x", description: "", by: [], only: {}, settings: {}, aggregates: {}, series: {}, stateVersion: 1, hooks: {} }, code: list[0] }] });\nexport default list;\n`,
    { silent: true },
  ),
  module("an export that is a proxy", "export default new Proxy({}, { get() { throw new Error('trap'); } });\n", {
    problem: /trap/,
    hook: "load",
  }),
  module("a declaration of many megabytes", `export default { ${RULE}, id: ID, series: { s: { label: "x".repeat(1e7) } } };\n`, {
    problem: /at most 4 MiB/,
    hook: "load",
  }),
  module("a declaration that is cyclic", `const only: any = {}; only.only = only;\nexport default { ${RULE}, id: ID, only };\n`, {
    problem: /circular/i,
    hook: "load",
  }),
  module(
    "a declaration nested without end",
    `let deep: any = 1; for (let i = 0; i < 4000; i++) deep = [deep];\nexport default { type: "report", id: ID, title: "Bad", sql: () => "SELECT 1 AS n", columns: [{ name: "n", label: "N" }], chart: { kind: "table", deep } };\n`,
    { problem: /nested too deep/, hook: "load" },
  ),
  module("an id that is a path", `export default { ${RULE}, id: "../../etc" };\n`, { problem: /must be letters/, hook: "load" }),
  module("the id of another plugin", `export default { ${RULE}, id: "active-alarms" };\n`, {
    problem: /already taken/,
    hook: "load",
  }),
  module(
    "settings called __proto__",
    `export default { ${RULE}, id: ID, settings: JSON.parse('{"__proto__": {"input": "number", "label": "x", "default": 1}}') };\n`,
    { problem: /__proto__/, hook: "load" },
  ),
  module(
    "a label that is an object",
    `export default { ${RULE}, id: ID, settings: { a: { input: "number", label: { x: 1 }, default: 1 } } };\n`,
    { problem: /label/, hook: "load" },
  ),
  module("a series whose label is an object", `export default { ${RULE}, id: ID, series: { a: { label: { x: 1 } } } };\n`, {
    problem: /label/,
    hook: "load",
  }),
  module(
    "an aggregate nobody knows",
    `export default { ${RULE}, id: ID, window: () => ({ kind: "tumbling", size: 60000 }), onWindow() {}, aggregates: { a: { fn: "everything" } } };\n`,
    { problem: /aggregate/, hook: "load" },
  ),
  module(
    "a quantile out of range",
    `export default { ${RULE}, id: ID, window: () => ({ kind: "tumbling", size: 60000 }), onWindow() {}, aggregates: { a: { fn: "quantile", q: 7 } } };\n`,
    { problem: /quantile|\bq\b/, hook: "load" },
  ),
  module(
    "a choice of events nobody can read",
    `export default { ${RULE}, id: ID, only: { sensor: 5, alarm: { includes: 1 } } };\n`,
    { problem: /only/, hook: "load" },
  ),
  module(
    "keys whose check is their own",
    `const by: any = ["<b>"]; Object.defineProperty(by, "every", { value: () => true });\nexport default { type: "rule", id: ID, title: "Bad", by, onEvent() {} };\n`,
    { problem: /by must be a list of station, sensor, alarm/, hook: "load" },
  ),
  module("a title of many megabytes", `export default { ${RULE}, id: ID, description: "x".repeat(1e7) };\n`, {
    problem: /description is longer than 2000/,
    hook: "load",
  }),
  module(
    "more series than a byte can number",
    `export default { ${RULE}, id: ID, series: Object.fromEntries(Array.from({ length: 300 }, (_, i) => ["s" + i, { label: "S" }])) };\n`,
    { problem: /series: 300 are more than 200/, hook: "load" },
  ),
  module(
    "aggregates that keep the engine busy",
    `export default { ${RULE}, id: ID, window: () => ({ kind: "sliding", size: 1e7, every: 1e4 }), onWindow() {}, aggregates: Object.fromEntries(Array.from({ length: 20000 }, (_, i) => ["a" + i, { fn: "quantile", q: i / 20000 }])) };\n`,
    { problem: /aggregates: 20000 are more than 200/, hook: "load" },
  ),
  module(
    "a window with an offset that is none",
    `export default { ${RULE}, id: ID, window: () => ({ kind: "tumbling", size: 60000, offset: "x" }), onWindow() {} };\n`,
    { problem: /offset must be a whole number/ },
  ),
  module("the id of what every object has", `export default { ${RULE}, id: "constructor" };\n`, {
    problem: /a word of JavaScript's own/,
    hook: "load",
  }),
  module(
    "a setting of what every object has",
    `export default { ${RULE}, id: ID, settings: { toString: { input: "text", label: "x", default: "x" } } };\n`,
    { problem: /"toString" is a word of JavaScript's own/, hook: "load" },
  ),
  module("a state version that is none", `export default { ${RULE}, id: ID, stateVersion: NaN };\n`, {
    problem: /stateVersion must be a whole number/,
    hook: "load",
  }),
  ...["async onEvent() {}", "*onEvent() {}", "async *onEvent() {}", "async initialState() { return {}; }"].map((method) =>
    module(`the hook ${method}`, `export default { ${RULE}, id: ID, ${method} };\n`, {
      problem: /must be a plain function, without async, await or yield/,
      hook: "load",
    }),
  ),
  module("no contribution at all", "export const rule = 1;\n", {
    problem: /the default export is no contribution/,
    hook: "load",
  }),
  module(
    "a module that never ends",
    "for (;;) {}\nexport default 1;\n",
    { problem: /did not return within/, hook: "timeout" },
    true,
  ),
  module(
    "a module that eats memory",
    "const kept: unknown[] = [];\nfor (;;) kept.push(new Array(1e5).fill(1));\nexport default 1;\n",
    { problem: /used more than|did not return/ },
    true,
  ),
  module(
    "a window of a million slides",
    `export default { ${RULE}, id: ID, window: () => ({ kind: "sliding", size: 1e10, every: 1 }), onWindow() {} };\n`,
    { problem: /sliding/ },
  ),
  module(
    "a window that never ends",
    `export default { ${RULE}, id: ID, window: () => { for (;;); }, onWindow() {} };\n`,
    { problem: /did not return within/ },
    true,
  ),
  module(
    "a window that throws",
    `export default { ${RULE}, id: ID, window: () => { throw new Error("no window"); }, onWindow() {} };\n`,
    { problem: /no window/ },
  ),
  module(
    "a window that is a proxy",
    `export default { ${RULE}, id: ID, window: () => new Proxy({}, { get() { throw new Error("trap"); } }), onWindow() {} };\n`,
    { problem: /trap/ },
  ),
  module("a first state that throws", `export default { ${RULE}, id: ID, initialState() { throw new Error("no state"); } };\n`, {
    problem: /no state/,
  }),
  module(
    "a first state that never ends",
    `export default { ${RULE}, id: ID, initialState() { for (;;); } };\n`,
    { problem: /did not return within/, hook: "timeout", off: true },
    true,
  ),
  module(
    "hooks that change between calls",
    `let calls = 0;\nexport default { type: "rule", id: ID, title: "Bad", by: ["station"], get onEvent() { if (calls++ > 2) throw new Error("changed"); return () => {}; } };\n`,
    { problem: /changed/ },
  ),
];

const FILTER = 'type: "filter", title: "Bad", by: ["station", "sensor"], only: { sensor: ["no such sensor"] }';
export const filters: Attempt[] = [
  module(
    "neighbours that never end",
    `export default { ${FILTER}, id: ID, neighbours: () => { for (;;); }, onEvent: () => ({ keep: true }) };\n`,
    { problem: /did not return within/ },
    true,
  ),
  module(
    "neighbours without number",
    `export default { ${FILTER}, id: ID, neighbours: () => ({ before: 1e9, after: 1, within: 1 }), onEvent: () => ({ keep: true }) };\n`,
    { problem: /whole number from 0 to 100/ },
  ),
  module(
    "neighbours that throw",
    `export default { ${FILTER}, id: ID, neighbours: () => { throw new Error("none"); }, onEvent: () => ({ keep: true }) };\n`,
    { problem: /none/ },
  ),
  module(
    "a verdict to come",
    `export default { ${FILTER}, id: ID, neighbours: () => ({ before: 0, after: 0, within: 0 }), async onEvent() { return { drop: "later" }; } };\n`,
    { problem: /onEvent must be a plain function/, hook: "load" },
  ),
];
