import { expect } from "vitest";

/** What must come of an attempt. `tells`: what the plugin itself got to see; the rest: what the host said. */
export type Outcome =
  | { readonly tells: string | RegExp }
  | { readonly problem: RegExp; readonly hook?: string; readonly off?: boolean }
  /** Nothing of the plugin may show. */
  | { readonly silent: true };

/** One attempt of a plugin to get out, to spoil what others use, or to use everything up. */
export interface Attempt {
  readonly name: string;
  readonly source: string;
  readonly outcome: Outcome;
  /** Ends in a killed worker or a limit: takes seconds. */
  readonly slow?: boolean;
}

/** Runs `body` at the first event and tells what it answered or what it threw; `n` counts events. */
function probe(name: string, body: string, outcome: Outcome, { top = "", slow = false } = {}): Attempt {
  const id = idOf(name);
  const source = `import { defineRule } from "weir";
${top}
export default defineRule({ id: "${id}", title: "Bad", by: ["station"], settings: { limit: { input: "number", label: "Limit", default: 3 } },
  series: { one: { label: "One" } }, initialState: (): any => ({ n: 0 }),
  onEvent(context: any, event: any) {
    const { state, settings, key } = context;
    if (state.n++ > 0) return;
    let told: unknown;
    try { told = (() => { ${body} })(); } catch (error) { told = "refused: " + (error as Error).message; }
    context.alert({ severity: "info", title: String(told) });
  },
  onTimer() {} });
`;
  return { name, source, outcome, slow };
}

/** \`body\` is the whole hook. */
function hook(name: string, body: string, outcome: Outcome, { top = "", rest = "", slow = false } = {}): Attempt {
  const source = `import { defineRule } from "weir";
${top}
export default defineRule({ id: "${idOf(name)}", title: "Bad", by: ["station"], series: { one: { label: "One" } },
  initialState: (): any => ({ n: 0 }), ${rest}
  onEvent(context: any, event: any) { ${body} } });
`;
  return { name, source, outcome, slow };
}

/** \`source\` is the whole module; ID stands for the id. */
function module(name: string, source: string, outcome: Outcome, slow = false): Attempt {
  return { name, source: source.replaceAll("ID", JSON.stringify(idOf(name))), outcome, slow };
}

export const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 60);

const SHRUG = "undefined";
const READ_ONLY = /refused: (Cannot (assign|add|define|delete|redefine)|.*read.?only|.*not extensible)/;
const NO_HOST = /refused: (process is not defined|.*not allowed|.*Function\.prototype\.constructor is not a valid constructor)/;

const globals: Attempt[] = ["process", "require", "module.parent", "Buffer", "fetch", "XMLHttpRequest", "WebSocket"]
  .concat(["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "Worker", "MessageChannel", "BroadcastChannel"])
  .concat(["structuredClone", "WebAssembly", "SharedArrayBuffer", "Atomics", "performance", "crypto", "navigator", "Intl"])
  .concat(["parentPort", "Deno", "window", "document", "gc"])
  .map((name) =>
    probe(
      `the global ${name}`,
      `return typeof (globalThis as any)${name
        .split(".")
        .map((part) => `?.["${part}"]`)
        .join("")};`,
      {
        tells: SHRUG,
      },
    ),
  );

const constructors: Attempt[] = [
  probe("Function makes code", 'return Function("return typeof process")();', { tells: SHRUG }),
  probe("eval makes code", 'return (0, eval)("typeof process + typeof require");', { tells: "undefinedundefined" }),
  probe("eval of this", 'return (0, eval)("this") === globalThis && (globalThis as any).process === undefined;', {
    tells: "true",
  }),
  probe("async function constructor", 'return (async () => {}).constructor("return process")();', { tells: NO_HOST }),
  probe("generator constructor", 'return (function* () {}).constructor("yield process")().next().value;', { tells: NO_HOST }),
  probe("async generator constructor", 'return (async function* () {}).constructor("yield process")();', { tells: NO_HOST }),
  ...[
    "context",
    "context.alert",
    "context.log",
    "context.record",
    "context.setTimer",
    "context.name",
    "event",
    "settings",
    "state",
    "key",
  ].map((handed) =>
    probe(`constructor of ${handed.replace(".", " ")}`, `return ${handed}.constructor.constructor("return process")().pid;`, {
      tells: NO_HOST,
    }),
  ),
  probe("constructor of the console", 'return (console.log as any).constructor("return process")();', { tells: NO_HOST }),
  probe(
    "constructor of a Promise's callback",
    'let got: any; new Promise((resolve) => { got = resolve; }); return got.constructor("return process")();',
    { tells: NO_HOST },
  ),
  probe("Reflect construct with a host function", 'return Reflect.construct(Function, ["return process"], context.alert)();', {
    tells: /^(undefined|refused: )/,
  }),
  probe(
    "an error of the host",
    'try { context.alert({ severity: "x" }); } catch (error: any) { return error.constructor.constructor("return process")(); }',
    { tells: NO_HOST },
  ),
];

const imports: Attempt[] = [
  probe("import in evaluated code", 'const word = ["imp", "ort"].join(""); return (0, eval)(word + "(\'node:fs\')");', {
    tells: /refused: .*import expression rejected/,
  }),
  probe("import in a Function", 'const word = ["imp", "ort"].join(""); return Function("return " + word + "(\'node:fs\')")();', {
    tells: /refused: .*import expression rejected/,
  }),
  probe("an HTML comment in evaluated code", 'return (0, eval)(["1 <", "!-- 2"].join(""));', {
    tells: /refused: .*HTML comment rejected/,
  }),
  module("import of a host module", 'import { readFileSync } from "node:fs";\nexport default readFileSync;\n', {
    problem: /"node:fs" is not available/,
    hook: "load",
  }),
  module("import of a host module without node", 'import fs from "fs/promises";\nexport default fs;\n', {
    problem: /"fs\/promises" is not available/,
    hook: "load",
  }),
  module("import of a file outside", 'import secret from "../secret.json";\nexport default secret;\n', {
    problem: /outside the plugin's folder/,
    hook: "load",
  }),
  module("import of files outside by pattern", 'export default (name: string) => import("../" + name + ".json");\n', {
    problem: /outside the plugin's folder/,
    hook: "load",
  }),
  module("require of a file outside", 'export default require("../secret.json");\n', {
    problem: /outside the plugin's folder/,
    hook: "load",
  }),
  module("import of an absolute file", 'import secret from "/etc/hostname.json";\nexport default secret;\n', {
    problem: /(outside the plugin's folder|Could not resolve)/,
    hook: "load",
  }),
];

const prototypes: Attempt[] = [
  ["Object.prototype", "(Object.prototype as any).value = 1;"],
  ["Object.prototype by __proto__", "(event as any).__proto__.polluted = 1;"],
  ["Object.prototype by a getter", 'Object.defineProperty(Object.prototype, "station", { get: () => "x" });'],
  ["Array.prototype.push", "(Array.prototype as any).push = () => 0;"],
  ["Array's iterator", "(Array.prototype as any)[Symbol.iterator] = null;"],
  ["Array's species", "Object.defineProperty(Array, Symbol.species, { value: Object });"],
  ["Function.prototype.call", "(Function.prototype as any).call = () => 0;"],
  ["Promise.prototype.then", "(Promise.prototype as any).then = () => 0;"],
  ["RegExp.prototype.exec", "(RegExp.prototype as any).exec = () => null;"],
  ["String.prototype.slice", "(String.prototype as any).slice = () => '';"],
  ["Map.prototype.get", "(Map.prototype as any).get = () => 0;"],
  ["JSON.stringify", "(JSON as any).stringify = () => '{}';"],
  ["Number.isFinite", "(Number as any).isFinite = () => true;"],
  ["Float64Array's set", "(Float64Array.prototype as any).set = () => 0;"],
  ["Error.prototype.message", "(Error.prototype as any).message = 'x';"],
  ["the settings", "(settings as any).limit = 9;"],
  ["the settings' prototype", "Object.setPrototypeOf(settings, { limit: 9 });"],
  ["the key", "(key as any).station = 'other';"],
  ["the console", "(console as any).log = () => 0;"],
  ["a host function", "(context.alert as any).call = () => 0; Object.getPrototypeOf(context.alert).apply = () => 0;"],
].map(([what = "", body = ""]) => probe(`changes ${what}`, `${body} return "changed";`, { tells: READ_ONLY }));

const stacks: Attempt[] = [
  probe(
    "Error.prepareStackTrace",
    "(Error as any).prepareStackTrace = (_: unknown, sites: any) => sites; return typeof (new Error() as any).stack;",
    { tells: /^(string|undefined|refused: .*)$/ },
  ),
  probe(
    "call sites of the host",
    "const holder: any = {}; (Error as any).captureStackTrace?.(holder); return typeof holder.stack === 'object' ? 'call sites' : 'text';",
    { tells: "text" },
  ),
  probe("the caller of the hook", "return (function f(): any { return (f as any).caller; })();", {
    tells: /^(undefined|refused: .*caller.*)$/,
  }),
  probe("the caller of a host function", "return (context.alert as any).caller;", { tells: /^(undefined|refused: .*caller.*)$/ }),
  probe("arguments.callee", "return (function (this: unknown) { return (arguments as any).callee; })();", {
    tells: /refused: .*callee/,
  }),
  hook("a stack that never ends", "const again = (): number => 1 + again(); again();", {
    problem: /Maximum call stack size exceeded/,
    hook: "onEvent",
    off: true,
  }),
];

const handedIn: Attempt[] = [
  hook("freezes the event", "Object.freeze(event);", { problem: /read only|Cannot assign/ }),
  hook("freezes the context", "Object.freeze(context);", { problem: /read only|Cannot assign/ }),
  hook("puts a trap on the event", 'Object.defineProperty(event, "value", { set() { throw new Error("trap"); } });', {
    problem: /trap/,
  }),
  hook("puts a trap on the context", 'Object.defineProperty(context, "now", { set() { throw new Error("trap"); } });', {
    problem: /trap/,
  }),
  hook(
    "puts an endless trap on the context",
    'Object.defineProperty(context, "now", { set() { for (;;); } });',
    { problem: /did not return within/, hook: "timeout", off: true },
    { slow: true },
  ),
  hook("replaces the host functions", "context.alert = context.record = () => { throw new Error('mine'); }; context.alert();", {
    problem: /mine/,
    hook: "onEvent",
    off: true,
  }),
];

const thrown: Attempt[] = [
  hook("throws null", "throw null;", { problem: /null/, hook: "onEvent", off: true }),
  hook("throws a symbol", "throw Symbol('s');", { problem: /Symbol\(s\)/, hook: "onEvent", off: true }),
  hook("throws a proxy that throws", "throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } });", {
    problem: /an error that cannot be read/,
    off: true,
  }),
  hook(
    "throws an error whose message never ends",
    "throw { get message() { for (;;); } };",
    { problem: /did not return within/, hook: "timeout", off: true },
    { slow: true },
  ),
  hook("throws an error of a hundred megabytes", 'throw new Error("x".repeat(1e8));', {
    problem: /^x{10,500}$|memory/,
    off: true,
  }),
];

const async: Attempt[] = [
  hook("a hook that answers a rejected promise", "return Promise.reject(new Error('later'));", { problem: /later/ }),
  hook("an async hook that throws", "throw new Error('later');", { problem: /later/ }, {}),
  hook(
    "promises without end",
    "(function again(): any { return Promise.resolve().then(again); })();",
    { problem: /did not return within/, hook: "timeout", off: true },
    { slow: true },
  ),
  hook(
    "a thenable without end",
    "const self: any = { then(resolve: any) { resolve(self); } }; Promise.resolve(self);",
    { problem: /did not return within/, hook: "timeout", off: true },
    { slow: true },
  ),
  hook(
    "an async iterator without end",
    "(async () => { for await (const _ of (async function* () { for (;;) yield 1; })()); })();",
    { problem: /did not return within/, hook: "timeout", off: true },
    { slow: true },
  ),
];

const state: Attempt[] = [
  ["is nested without end", "let s = state; for (let i = 0; i < 5000; i++) s = s.next = {};"],
  ["is cyclic", "state.self = state;"],
  ["has a getter that throws", 'Object.defineProperty(state, "x", { enumerable: true, get() { throw new Error("no"); } });'],
  ["is a proxy", 'state.x = new Proxy({}, { ownKeys() { throw new Error("no"); } });'],
  ["has a toJSON", "state.toJSON = () => { throw new Error('no'); };"],
  ["holds a BigInt", "state.x = 1n;"],
  ["holds a Map", "state.x = new Map();"],
  ["holds a host function", "state.x = context.alert;"],
].map(([what = "", body = ""]) => probe(`state that ${what}`, `${body} return "kept going";`, { tells: "kept going" }));

const emitted: Attempt[] = [
  probe("evidence that is cyclic", 'const e: any = {}; e.e = e; context.alert({ severity: "info", title: "x", evidence: e });', {
    tells: /refused: .*circular/,
  }),
  probe("evidence with a BigInt", 'context.alert({ severity: "info", title: "x", evidence: { b: 1n } });', {
    tells: /refused: .*BigInt/,
  }),
  probe("evidence of a megabyte", 'context.alert({ severity: "info", title: "x", evidence: { s: "x".repeat(1e6) } });', {
    tells: /refused: .*at most 16384/,
  }),
  probe(
    "evidence whose toJSON grows",
    'context.alert({ severity: "info", title: "x", evidence: { toJSON: () => "x".repeat(1e6) } });',
    { tells: /refused: .*at most 16384/ },
  ),
  probe(
    "evidence that is a proxy",
    'context.alert({ severity: "info", title: "x", evidence: new Proxy({}, { ownKeys() { throw new Error("trap"); } }) });',
    { tells: /refused: trap/ },
  ),
  probe("evidence that is no object", 'context.alert({ severity: "info", title: "x", evidence: (() => 1) as any });', {
    tells: /refused: /,
  }),
  probe("evidence null", 'context.alert({ severity: "info", title: "x", evidence: null as any });', { tells: /refused: / }),
  probe(
    "evidence with a __proto__",
    'context.alert({ severity: "info", title: "own", evidence: JSON.parse(\'{"__proto__": {"polluted": 1}}\') }); return ({} as any).polluted;',
    { tells: SHRUG },
  ),
  probe("a title that is an object", 'context.alert({ severity: "info", title: { toString: () => "x" } as any });', {
    tells: /refused: .*title must be a text/,
  }),
  probe("a severity that is an object", 'context.alert({ severity: { toString: () => "info" } as any, title: "x" });', {
    tells: /refused: .*severity/,
  }),
  probe("an action that does not exist", 'context.alert({ severity: "info", title: "x", action: "delete" as any });', {
    tells: /refused: .*action/,
  }),
  probe("a draft that is a proxy", 'context.alert(new Proxy({}, { get() { throw new Error("trap"); } }));', {
    tells: /refused: trap/,
  }),
  probe("a start before all time", 'context.alert({ severity: "info", title: "x", from: -Infinity });', {
    tells: /refused: .*from/,
  }),
  probe(
    "a start that is no number",
    'context.alert({ severity: "info", title: "x", from: { valueOf() { throw new Error("trap"); } } as any });',
    { tells: /refused: / },
  ),
  probe("a point of an undeclared series", 'context.record("two", 1);', { tells: /refused: .*not a declared series/ }),
  probe("a point that is an object", 'context.record("one", { valueOf: () => 1 } as any); return "ignored";', {
    tells: "ignored",
  }),
  probe("a timer at no time", 'context.setTimer("t", NaN);', { tells: /refused: .*not a time/ }),
  probe("a timer after all time", 'context.setTimer("t", 1e300);', { tells: /refused: .*not a time/ }),
  probe("a timer whose id traps", 'context.setTimer({ toString() { throw new Error("trap"); } } as any, 1);', {
    tells: /refused: trap/,
  }),
  probe(
    "a log line that traps",
    'context.log(new Proxy({}, { get() { throw 1; } }), { toJSON() { throw 2; } }, Symbol("s"), 1n); return "logged";',
    { tells: "logged" },
  ),
  probe("a log line of a hundred megabytes", 'context.log("x".repeat(1e8)); return "logged";', { tells: "logged" }),
];

const floods: Attempt[] = [
  hook(
    "alerts without end",
    'for (;;) context.alert({ severity: "info", title: "again" });',
    { problem: /too many alerts|did not return/, off: true },
    { slow: true },
  ),
  hook(
    "evidence without end",
    'for (;;) context.alert({ severity: "info", title: "x", evidence: { s: "x".repeat(16000) } });',
    { problem: /too much evidence|did not return/, off: true },
    { slow: true },
  ),
  hook(
    "points without end",
    'for (;;) context.record("one", 1);',
    { problem: /too many series points|used more than|did not return/, off: true },
    { slow: true },
  ),
  hook("timers without end", 'for (let i = 0; ; i++) context.setTimer("t" + i, context.now + i);', {
    problem: /more than 256 timers/,
    hook: "onEvent",
    off: true,
  }),
  hook(
    "a timer that sets itself again",
    'context.setTimer("t", context.now);',
    { problem: /timer calls in one step/, off: true },
    { rest: 'onTimer(context: any) { context.setTimer("t", context.now); },', slow: true },
  ),
  hook(
    "log lines without end",
    "for (;;) context.log('again');",
    { problem: /did not return within/, hook: "timeout", off: true },
    { slow: true },
  ),
  hook(
    "console lines without end",
    "for (;;) console.log('again');",
    { problem: /did not return within/, hook: "timeout", off: true },
    { slow: true },
  ),
  hook(
    "a pattern that backtracks for ever",
    '/^(a+)+$/.test("a".repeat(40) + "!");',
    { problem: /did not return within/, hook: "timeout", off: true },
    { slow: true },
  ),
  hook(
    "strings without end",
    'let s = "x"; for (;;) { s += s; kept.push(s + kept.length); }',
    { problem: /Invalid string length|used more than|did not return/, off: true },
    { top: "const kept: string[] = [];", slow: true },
  ),
  hook(
    "arrays without end",
    "for (;;) kept.push(new Array(10_000).fill(event.value));",
    { problem: /memory|used more than|did not return/, off: true },
    { top: "const kept: number[][] = [];", slow: true },
  ),
  hook(
    "an array of four billion",
    "new Array(2 ** 32 - 1).fill(1);",
    { problem: /used more than|did not return/, off: true },
    { slow: true },
  ),
  hook(
    "typed arrays without end",
    "for (;;) kept.push(new Float64Array(1 << 20).fill(1));",
    { problem: /memory|did not return|used more than|allocation/, off: true },
    { top: "const kept: Float64Array[] = [];", slow: true },
  ),
  hook(
    "a walk nothing interrupts",
    "Array.prototype.fill.call({ length: 2 ** 53 - 1 }, 0);",
    // It fills an object as well: whichever limit it meets first.
    { problem: /memory|used more than|did not return/, off: true },
    { slow: true },
  ),
  hook(
    "a list beyond what V8 can hold",
    'const list = "x,".repeat(2 ** 27); for (;;) list.split(",");',
    { problem: /memory|used more than|did not return/, off: true },
    { slow: true },
  ),
  hook(
    "one list without end",
    // With small pointers, as in Electron, the list itself may come to its end first.
    "for (;;) kept.push(1);",
    { problem: /memory|used more than|did not return|Invalid array length/, off: true },
    { top: "const kept: number[] = [];", slow: true },
  ),
  probe("a buffer of a terabyte", "return new ArrayBuffer(2 ** 40).byteLength;", { tells: /refused: / }),
  hook(
    "state that grows without end",
    "(context.state.kept ??= []).push(new Array(1e5).fill(1));",
    { problem: /memory|used more than|did not return/, off: true },
    { slow: true },
  ),
  hook(
    "a loop without end",
    "for (;;) context.state.n++;",
    { problem: /did not return within/, hook: "timeout", off: true },
    { slow: true },
  ),
];

const RULE = 'type: "rule", title: "Bad", by: ["station"], onEvent() {}';
const declarations: Attempt[] = [
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
const filters: Attempt[] = [
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

export const ATTEMPTS: readonly Attempt[] = [
  ...globals,
  ...constructors,
  ...imports,
  ...prototypes,
  ...stacks,
  ...handedIn,
  ...thrown,
  ...async,
  ...state,
  ...emitted,
  ...floods,
  ...declarations,
  ...filters,
];

/** Attempts that run beside each other: those that hold a worker for seconds a few at a time, the others many. */
export function batches(
  quick = 12,
  slow = 5,
  of: readonly Attempt[] = ATTEMPTS,
): { first: number; last: number; attempts: Attempt[] }[] {
  const cut = (all: Attempt[], size: number): Attempt[][] =>
    Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
  const cuts = [
    ...cut(
      of.filter((each) => !each.slow),
      quick,
    ),
    ...cut(
      of.filter((each) => each.slow),
      slow,
    ),
  ];
  let next = 1;
  return cuts.map((attempts) => ({ first: next, last: (next += attempts.length) - 1, attempts }));
}

interface ShownAlert {
  readonly rule: string;
  readonly title: string;
}
interface ShownProblem {
  readonly plugin: string;
  readonly hook: string;
  readonly message: string;
  readonly quarantined: boolean;
}

/** Whether an attempt came to nothing, by what a session says of it. */
export function judge({ name, outcome }: Attempt, alerts: readonly ShownAlert[], problems: readonly ShownProblem[]): void {
  const id = idOf(name);
  const own = problems.filter(({ plugin }) => plugin === id);
  const titles = [...new Set(alerts.filter(({ rule }) => rule === id).map(({ title }) => title))];
  if ("tells" in outcome) {
    expect(own).toEqual([]);
    // Probes that raise an alert of their own on the way say "own".
    const told = titles.filter((title) => title !== "own");
    expect(told).toHaveLength(1);
    if (typeof outcome.tells === "string") expect(told[0]).toBe(outcome.tells);
    else expect(told[0]).toMatch(outcome.tells);
    return;
  }
  if ("silent" in outcome) {
    expect(own).toEqual([]);
    return;
  }
  expect(own).not.toEqual([]);
  const last = own.at(-1) as ShownProblem;
  expect(last.message).toMatch(outcome.problem);
  if (outcome.hook !== undefined) expect(last.hook).toBe(outcome.hook);
  if (outcome.off === true) expect(last.quarantined).toBe(true);
}
