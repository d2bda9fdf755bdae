// Ways to change what others use, or what the host looks at.

import { type Attempt, hook, probe, READ_ONLY } from "./attempt.ts";

export const prototypes: Attempt[] = [
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
  ["the words of a regular expression", "(RegExp as any).$1 = 'x'; (RegExp as any).input = 'x';"],
  ["the console", "(console as any).log = () => 0;"],
  ["a host function", "(context.alert as any).call = () => 0; Object.getPrototypeOf(context.alert).apply = () => 0;"],
].map(([what = "", body = ""]) => probe(`changes ${what}`, `${body} return "changed";`, { tells: READ_ONLY }));

export const stacks: Attempt[] = [
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
  probe(
    "the last match of another's pattern",
    '/(secret)/.test("secret"); return String((RegExp as any).$1) + String((RegExp as any).lastMatch) + String((RegExp as any).$_);',
    { tells: "undefinedundefinedundefined" },
  ),
  probe("arguments.callee", "return (function (this: unknown) { return (arguments as any).callee; })();", {
    tells: /refused: .*callee/,
  }),
  hook("a stack that never ends", "const again = (): number => 1 + again(); again();", {
    problem: /Maximum call stack size exceeded/,
    hook: "onEvent",
    off: true,
  }),
];

export const handedIn: Attempt[] = [
  hook("freezes the event", "Object.freeze(event);", { problem: /read only|Cannot assign/ }),
  hook("hardens the context and all it leads to", "(globalThis as any).harden(context);", { problem: /read only|Cannot assign/ }),
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

export const thrown: Attempt[] = [
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
