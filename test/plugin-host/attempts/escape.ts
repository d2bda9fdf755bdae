// Ways to what a plugin must not reach: the host's objects, its compiler, its modules.

import { type Attempt, module, NO_HOST, probe, SHRUG } from "./attempt.ts";

export const globals: Attempt[] = ["process", "require", "module.parent", "Buffer", "fetch", "XMLHttpRequest", "WebSocket"]
  .concat(["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "Worker", "MessageChannel", "BroadcastChannel"])
  .concat(["structuredClone", "WebAssembly", "SharedArrayBuffer", "Atomics", "performance", "crypto", "navigator", "Intl"])
  .concat(["parentPort", "Deno", "window", "document", "gc", "WeakRef", "FinalizationRegistry", "postMessage", "global.process"])
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

export const constructors: Attempt[] = [
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
  probe("the hours of this machine", "return new Date(0).getHours() + new Date(2e11).getTimezoneOffset();", { tells: "0" }),
  probe("a compartment of its own", 'return new (globalThis as any).Compartment().evaluate("typeof process + typeof require");', {
    tells: "undefinedundefined",
  }),
  probe("the realm locked anew", "return (globalThis as any).lockdown();", { tells: /refused: / }),
  probe(
    "an error of the host",
    'try { context.alert({ severity: "x" }); } catch (error: any) { return error.constructor.constructor("return process")(); }',
    { tells: NO_HOST },
  ),
];

export const imports: Attempt[] = [
  probe("where the module lies", "return String((import.meta as any).url) + String((import.meta as any).dirname);", {
    tells: "undefinedundefined",
  }),
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
