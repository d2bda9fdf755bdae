// Ways that take effect after the call: promises, and what is left in the state.

import { type Attempt, hook, probe } from "./attempt.ts";

export const async: Attempt[] = [
  hook("a hook that answers a rejected promise", "return Promise.reject(new Error('later'));", { problem: /later/ }),
  ...[
    ["an alert", 'context.alert({ severity: "info", title: "late" })'],
    ["a point", 'context.record("one", 1)'],
    ["a timer", 'context.setTimer("t", context.now)'],
    ["a timer cleared", 'context.clearTimer("t")'],
  ].map(([what = "", body = ""]) =>
    hook(`${what} when the hook has returned`, `Promise.resolve().then(() => ${body});`, { problem: /the hook has returned/ }),
  ),
  hook("an async hook that throws", "throw new Error('later');", { problem: /later/ }, {}),
  hook(
    "promises without end",
    "(function again(): any { return Promise.resolve().then(again); })();",
    // Each is held by the one before: whichever limit it meets first.
    { problem: /did not return within|used more than/, off: true },
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
  {
    what: "is nested without end",
    body: "let s = state; for (let i = 0; i < 5000; i++) s = s.next = {};",
    problem: /nested deeper/,
  },
  { what: "is cyclic", body: "state.self = state;", problem: /nested deeper/ },
  {
    what: "has a getter that throws",
    body: 'Object.defineProperty(state, "x", { enumerable: true, get() { throw new Error("no"); } });',
    problem: /^no$/,
  },
  { what: "is a proxy", body: 'state.x = new Proxy({}, { ownKeys() { throw new Error("no"); } });', problem: /^no$/ },
  { what: "has a toJSON", body: "state.toJSON = () => { throw new Error('no'); };", problem: /state\.toJSON is a function/ },
  { what: "holds a BigInt", body: "state.x = 1n;", problem: /state\.x is a bigint/ },
  { what: "holds a Map", body: "state.x = new Map();", problem: /state\.x holds a Map/ },
  { what: "holds a host function", body: "state.x = context.alert;", problem: /state\.x is a function/ },
  { what: "holds an instance of a class", body: "state.x = new (class Pump {})();", problem: /an instance of a class/ },
].map(({ what, body, problem }) =>
  probe(`state that ${what}`, `${body} return "kept going";`, { problem, hook: "limit", off: true }),
);
