// Ways that take effect after the call: promises, and what is left in the state.

import { type Attempt, hook, probe } from "./attempt.ts";

export const async: Attempt[] = [
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

export const state: Attempt[] = [
  ["is nested without end", "let s = state; for (let i = 0; i < 5000; i++) s = s.next = {};"],
  ["is cyclic", "state.self = state;"],
  ["has a getter that throws", 'Object.defineProperty(state, "x", { enumerable: true, get() { throw new Error("no"); } });'],
  ["is a proxy", 'state.x = new Proxy({}, { ownKeys() { throw new Error("no"); } });'],
  ["has a toJSON", "state.toJSON = () => { throw new Error('no'); };"],
  ["holds a BigInt", "state.x = 1n;"],
  ["holds a Map", "state.x = new Map();"],
  ["holds a host function", "state.x = context.alert;"],
].map(([what = "", body = ""]) => probe(`state that ${what}`, `${body} return "kept going";`, { tells: "kept going" }));
