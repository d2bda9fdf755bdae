import { describe, expect, it } from "vitest";
import rule from "../../../plugins/anomaly/index.ts";
import { cleanSeries, furtherSeries, plantedSeries } from "../../../src-main/bench/anomaly/corpus.ts";
import { type JudgedSeries, judgeScores } from "../../../src-main/bench/anomaly/judged-series.ts";
import { runRule } from "../run-rule.ts";

const scoresOf = ({ times, values }: JudgedSeries): number[] =>
  runRule(
    rule,
    times.map((time, i) => ({ time, station: "s", sensor: "a", value: values[i] ?? 0 })),
  ).points.map(({ value }) => value);

describe("the judge of scores", () => {
  const series: JudgedSeries = {
    kind: "k",
    name: "n",
    times: Array.from({ length: 100 }, (_, i) => i),
    values: [],
    windows: [
      [30, 39],
      [60, 69],
    ],
  };
  const judged = (...rows: number[]) =>
    judgeScores([series], () => Array.from({ length: 100 }, (_, i) => (rows.includes(i) ? 0.5 : 0.49)), 0.5);
  const squash = (x: number): number => 2 / (1 + Math.exp(5 * x)) - 1;

  it("gives nothing for silence, and all for the first row of each window", () => {
    expect(judged()).toEqual({ series: 1, windows: 2, found: 0, false_rows: 0, score: 0 });
    expect(judged(30, 60)).toEqual({ series: 1, windows: 2, found: 2, false_rows: 0, score: 100 });
  });

  it("counts a window once, by its earliest row", () => {
    const worth = squash(-0.5) / squash(-1);
    expect(judged(35, 36, 39).score).toBeCloseTo((100 * (worth + 1)) / 4, 9);
  });

  it("takes off for rows outside, less for those close behind a window, and nothing in the first 15 %", () => {
    expect(judged(14, 30, 60)).toMatchObject({ false_rows: 0, score: 100 });
    expect(judged(15, 30, 60).false_rows).toBe(1);
    expect(judged(15, 30, 60).score).toBeCloseTo(100 - (100 * 0.11) / 4, 9);
    expect(judged(30, 42, 60).score).toBeCloseTo(100 + (100 * 0.11 * squash(3 / 9)) / 4, 9);
    expect(judged(30, 60, 99).score).toBeCloseTo(100 - (100 * 0.11) / 4, 9);
  });
});

describe("anomaly with its defaults", () => {
  it("finds most of what was planted in series of eighteen kinds", () => {
    const planted = plantedSeries(77, 1);
    const { score, windows, found, false_rows } = judgeScores(planted, scoresOf, 0.5);
    expect(windows).toBeGreaterThan(20);
    expect(found / windows).toBeGreaterThan(0.75);
    expect(false_rows / planted.length).toBeLessThan(3);
    expect(score).toBeGreaterThan(65);
  });

  it("finds most of what was planted in kinds that came later", () => {
    const further = furtherSeries(77, 2);
    const { windows, found, false_rows } = judgeScores(further, scoresOf, 0.5);
    expect(windows).toBeGreaterThan(8);
    expect(found / windows).toBeGreaterThan(0.7);
    expect(false_rows / further.length).toBeLessThan(6);
  });

  it("is quiet where nothing happens: on average once in ten days of a key", () => {
    const clean = cleanSeries(77, 1, 20);
    const { false_rows } = judgeScores(clean, scoresOf, 0.5);
    expect(false_rows / (20 * clean.length)).toBeLessThan(0.1);
  });
});
