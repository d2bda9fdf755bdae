import { expect, it } from "vitest";
import type { Alert } from "../../src-main/engine/results.ts";
import { compareEpisodes } from "../../src-main/session/episodes.ts";

/** "raise 10 A": at 10, station A; "raise 10 A x": about x. */
const alerts = (...lines: string[]): Alert[] =>
  lines.map((line) => {
    const [action, time, station, about = ""] = line.split(" ");
    return { action, about, time: Number(time), id: line, key: { station, sensor: "", alarm: "" } } as unknown as Alert;
  });

const told = (before: Alert[], after: Alert[]) => {
  const { same, shifted, added, removed } = compareEpisodes(before, after);
  const pairs = (all: typeof same) => all.map(([a, b]) => `${a.raised.id} -> ${b.raised.id}`);
  return {
    same: pairs(same),
    shifted: pairs(shifted),
    added: added.map(({ raised }) => raised.id),
    removed: removed.map(({ raised }) => raised.id),
  };
};

it.each([
  ["nothing", [], [], {}],
  ["equal times are the same alert", ["raise 10 A"], ["raise 10 A"], { same: ["raise 10 A -> raise 10 A"] }],
  ["another station is another alert", ["raise 10 A"], ["raise 10 B"], { added: ["raise 10 B"], removed: ["raise 10 A"] }],
  [
    "a rule that never clears: only equal times",
    ["raise 10 A"],
    ["raise 11 A"],
    { added: ["raise 11 A"], removed: ["raise 10 A"] },
  ],
  [
    "what overlaps is told earlier or later",
    ["raise 10 A", "clear 20 A"],
    ["raise 15 A", "clear 22 A"],
    { shifted: ["raise 10 A -> raise 15 A"] },
  ],
  [
    "what clears another condition of the key ends nothing",
    ["raise 10 A x", "raise 11 A y", "clear 12 A y"],
    ["raise 15 A x"],
    { shifted: ["raise 10 A x -> raise 15 A x"], removed: ["raise 11 A y"] },
  ],
  [
    "what is over before the other begins does not overlap",
    ["raise 10 A", "clear 20 A"],
    ["raise 20 A", "clear 22 A"],
    { added: ["raise 20 A"], removed: ["raise 10 A"] },
  ],
  [
    "one that never ends is matched once",
    ["raise 10 A"],
    ["raise 12 A", "clear 14 A", "raise 16 A", "clear 18 A"],
    { shifted: ["raise 10 A -> raise 12 A"], added: ["raise 16 A"] },
  ],
])("%s", (_what, before, after, expected) => {
  expect(told(alerts(...before), alerts(...after))).toEqual({ same: [], shifted: [], added: [], removed: [], ...expected });
});

it("a rule that ends its alerts elsewhere told this one later, though nothing ends it here", () => {
  const { shifted, removed } = compareEpisodes(alerts("raise 10 A"), alerts("raise 11 A"), true);
  expect(shifted.map(([a, b]) => [a.raised.id, b.raised.id])).toEqual([["raise 10 A", "raise 11 A"]]);
  expect(removed).toEqual([]);
});
