import { expect, test } from "vitest";
import { emptyWorkspace, type Workspace } from "../../src-main/session/workspace.ts";
import { MOST_CHANGES, withChanges } from "../../src-main/session/workspace-changes.ts";

const MINUTE = 60_000;
const words = {
  title: "Alarm counts",
  settings: {
    limit: { input: "number", label: "More than", default: 5 },
    size: { input: "duration", label: "Window", default: MINUTE },
  },
} as const;
const wordsOf = (id: string) => (id === "alarm-counts" ? words : undefined);
const rule = (settings: Workspace["plugins"][string]["settings"], enabled = true): Partial<Workspace> => ({
  plugins: { "alarm-counts": { enabled, settings } },
});
const told = ({ changes }: Workspace) => changes.map(({ what, from, to }) => `${what}: ${from} -> ${to}`);

/** The workspace after parts of it were changed, each at its time. */
function after(...steps: readonly (readonly [time: number, parts: Partial<Workspace>])[]): Workspace {
  let workspace = emptyWorkspace();
  for (const [time, parts] of steps) workspace = withChanges(workspace, { ...workspace, ...parts }, time, wordsOf);
  return workspace;
}

test("a change says what it was and is in the words of the form", () => {
  const workspace = after(
    [0, rule({ limit: 8 })],
    [1, rule({ limit: 8, size: 5 * MINUTE })],
    [2, rule({ limit: 8, size: 5 * MINUTE }, false)],
    [3, { sources: [{ kind: "csv", paths: ["/home/ann/a.csv"], order: "time", outOfOrderness: 0 }] }],
    [4, { layout: { live: {} } }],
  );
  expect(told(workspace)).toEqual([
    "Alarm counts: More than: 5 -> 8",
    "Alarm counts: Window: 1m -> 5m",
    "Alarm counts: on -> off",
    "Source:  -> a.csv, in order of time",
  ]);
});

test("what is tried out within a minute is one change, and none when it is put back", () => {
  const tried = after([0, rule({ limit: 6 })], [1000, rule({ limit: 7 })], [2000, rule({ limit: 9 })]);
  const former = { rule: "alarm-counts", setting: "limit", value: null };
  expect(tried.changes).toEqual([{ time: 2000, what: "Alarm counts: More than", from: "5", to: "9", former }]);
  expect(after([0, rule({ limit: 6 })], [1000, rule({})]).changes).toEqual([]);
  expect(told(after([0, rule({ limit: 6 })], [2 * MINUTE, rule({})]))).toEqual([
    "Alarm counts: More than: 5 -> 6",
    "Alarm counts: More than: 6 -> 5",
  ]);
});

test("the newest are kept, cut to what a workspace may hold", () => {
  const notes = (n: number): Partial<Workspace> => ({ annotations: [{ time: 0, text: `${n} ${"x".repeat(900)}` }] });
  const { changes } = after(...Array.from({ length: MOST_CHANGES + 5 }, (_, n) => [n * 2 * MINUTE, notes(n)] as const));
  expect(changes).toHaveLength(MOST_CHANGES);
  expect(changes.at(-1)?.to).toMatch(/^204 x+…$/);
  expect(Math.max(...changes.map(({ to }) => to.length))).toBeLessThanOrEqual(300);
});

test("what was longer than a workspace keeps of it is told, and not put back alone", () => {
  const off = Array.from({ length: 2000 }, (_, n) => ({ station: `station ${n}` }));
  const plugins = (keys: typeof off): Partial<Workspace> => ({
    plugins: { "alarm-counts": { enabled: true, settings: {}, off: keys } },
  });
  const { changes } = after([0, plugins(off)], [2 * MINUTE, plugins([])]);
  expect(changes.map(({ what, former }) => [what, former !== undefined])).toEqual([
    ["Alarm counts: switched off for", true],
    ["Alarm counts: switched off for", false],
  ]);
});

test("rules called as parts of every object are told as others are", () => {
  const { changes } = after([0, { plugins: JSON.parse('{"__proto__":{"enabled":true,"settings":{"constructor":1}}}') }]);
  expect(changes.map(({ what, to }) => [what, to])).toEqual([
    ["__proto__", "on"],
    ["__proto__: constructor", "1"],
  ]);
});

test("a mapping is told in words: which column is what, and what else of it is not the usual", () => {
  const source = (mapping: Record<string, unknown>): Partial<Workspace> => ({
    sources: [{ kind: "csv", paths: ["/data/a.csv"], order: "time", outOfOrderness: 0, mapping }],
  });
  const mapping = { time: { columns: ["day", "hour"], format: "dmy", zone: "Europe/Rome" }, station: "site", value: "Power" };
  const columns = (workspace: Workspace) => workspace.changes.findLast(({ what }) => what === "Columns");
  const first = 'time "day" and "hour" (dmy, Europe/Rome), station "site", value "Power"';
  expect(columns(after([0, source(mapping)]))?.to).toBe(first);
  const read = {
    ...mapping,
    delimiter: ";",
    decimal: ",",
    units: { Power: "kW" },
    missing: ["", "NA", "N/A", "null", "NULL", "-", "off"],
  };
  expect(told(after([0, source(mapping)], [2 * MINUTE, source(read)])).at(-1)).toBe(
    `Columns: ${first} -> ${first}, delimiter ";", decimal ",", "Power" in kW, missing is "off"`,
  );
  // Every field that can be changed is told when it is.
  for (const change of [
    { encoding: "latin1" },
    { quote: "'" },
    { header: false },
    { skip: 2 },
    { thousands: "," },
    { missing: [] },
  ])
    expect([change, columns(after([0, source(mapping)], [2 * MINUTE, source({ ...mapping, ...change })]))?.to]).not.toEqual([
      change,
      first,
    ]);
  expect(columns(after([0, source({ value: 1 })]))?.to).toBe('{"value":1}');
});
