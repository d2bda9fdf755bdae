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
];
