// Results that are none.

import { type Attempt, probe, SHRUG } from "./attempt.ts";

export const emitted: Attempt[] = [
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
    'context.alert({ severity: "info", title: "x", evidence: { toJSON: () => ({ s: "x".repeat(1e6) }) } });',
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
  probe(
    "a timer whose time changes while it is looked at",
    'let asked = 0; context.setTimer("t", { valueOf: () => (asked++ === 0 ? 1 : NaN) } as any);',
    { tells: /refused: .*not a time/ },
  ),
  probe(
    "an alert with the key and rule of others",
    'context.alert({ severity: "info", title: "own", id: "x", rule: "active-alarms", version: "9.9.9", time: 0, key: { station: "victim", sensor: "", alarm: "" } } as any); return "told";',
    { tells: "told" },
  ),
  probe(
    "evidence nested as deep as it may be long",
    'context.alert({ severity: "info", title: "own", evidence: JSON.parse(\'{"e":\' + "[".repeat(8000) + "]".repeat(8000) + "}") }); return "told";',
    { tells: /refused: .*nested too deep/ },
  ),
  probe(
    "half a character, and marks that turn the text",
    'context.alert({ severity: "info", title: "own", about: "\\ud800", evidence: { "\\udc00\\u202e\\0": "\\ud800\\u2066\\u001b[2J" } }); return "told";',
    { tells: "told" },
  ),
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
