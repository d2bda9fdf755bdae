// Ways to use everything up.

import { type Attempt, hook, probe } from "./attempt.ts";

export const floods: Attempt[] = [
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
  hook(
    "a whole number without end",
    "let big = 3n; for (;;) { big *= big; kept.push(big); }",
    { problem: /BigInt|memory|used more than|did not return/, off: true },
    { top: "const kept: bigint[] = [];", slow: true },
  ),
  hook(
    "evidence of four billion holes",
    'const holes: number[] = []; holes.length = 2 ** 32 - 1; context.alert({ severity: "info", title: "x", evidence: { holes } });',
    { problem: /Invalid string length|memory|used more than|did not return/, off: true },
    { slow: true },
  ),
  hook(
    "text that is read for ever",
    'JSON.parse("[".repeat(2 ** 28));',
    { problem: /JSON|call stack|memory|used more than|did not return/, off: true },
    { slow: true },
  ),
  hook(
    "state that is a list without end",
    'context.state.list = new Proxy([], { get: (_, name) => (name === "length" ? 2 ** 53 : 1) });',
    { problem: /did not return within/, hook: "timeout", off: true },
    { slow: true },
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
