import fc from "fast-check";
import { expect, test } from "vitest";
import type { Alert, SeriesPoints } from "../../src-main/engine/results.ts";
import type { RuleOutput } from "../../src-main/plugin-host/contract.ts";
import { ResultOrder } from "../../src-main/session/result-order.ts";

const rules = ["b-rule", "a-rule"];
const order = (live = false): ResultOrder =>
  new ResultOrder(
    rules.map((rule) => ({ rule, names: ["x"], groupKey: (group: number) => [`s${group}`, "", ""] as const })),
    live,
  );

interface Made {
  readonly rule: string;
  readonly time: number;
  readonly station: string;
}

const alert = ({ rule, time, station }: Made): Alert => ({
  ...{ id: `${rule} ${time} ${station}`, rule, version: "1", severity: "info", title: "t", time },
  ...{
    key: { station, sensor: "", alarm: "" },
    window: null,
    value: null,
    evidence: {},
    action: "raise",
    about: "",
    cause: null,
    stateAfter: "",
  },
});

/** A point's group, series and value are told by its time. */
function pointsAt(times: readonly number[]): SeriesPoints {
  const group = Uint32Array.from(times, (time) => time % 7);
  const series = Uint8Array.from(times, (time) => time % 3);
  return {
    length: times.length,
    time: Float64Array.from(times),
    group,
    series,
    value: Float64Array.from(times, (time) => time / 2),
  };
}

const output = (rule: string, alerts: Alert[], times: readonly number[]): RuleOutput => ({
  ...{ rule, alerts, points: pointsAt(times), errors: 0, problems: [], logs: [], seconds: 0, calls: [] },
  rowsWithResult: new Uint32Array(0),
});

const made = fc.array(fc.record({ rule: fc.constantFrom(...rules), time: fc.nat(30), station: fc.constantFrom("p", "q") }), {
  maxLength: 40,
});

test("results come out by time, rule and key, wherever the steps were cut and whether it was saved in between", () => {
  fc.assert(
    fc.property(made, fc.uniqueArray(fc.nat(30), { maxLength: 6 }), fc.nat(6), (all, cuts, saved) => {
      let results = order();
      const alerts: string[] = [];
      const points: [string, number][] = [];
      const watermarks = [...cuts.sort((a, b) => a - b), Number.POSITIVE_INFINITY];
      let before = -1;
      watermarks.forEach((watermark, step) => {
        // A step gives results later than its watermark, too: windows and timers that an event fires.
        const own = all.filter(({ time }) => time > before && time <= watermark + 1);
        before = watermark + 1;
        const outputs = rules.map((rule) => {
          const mine = own.filter((one) => one.rule === rule).sort((a, b) => a.time - b.time);
          return output(
            rule,
            mine.map(alert),
            mine.map(({ time }) => time),
          );
        });
        const out = results.push(outputs, watermark);
        alerts.push(...out.alerts.map(({ id }) => id));
        for (const { rule, points: some } of out.series) {
          for (const time of some.time) points.push([rule, time]);
          expect(some).toEqual(pointsAt([...some.time]));
        }
        // All that the watermark has passed is out, and nothing else.
        expect(out.alerts.every(({ time }) => time <= watermark)).toBe(true);
        expect(alerts.length).toBe(all.filter(({ time }) => time <= watermark).length);
        expect(points.length).toBe(all.filter(({ time }) => time <= watermark).length);
        if (step !== saved) return;
        const again = order();
        again.restore(structuredClone(results.snapshot()));
        results = again;
      });
      const rank = (one: Made): string => `${String(one.time).padStart(3, "0")} ${rules.indexOf(one.rule)} ${one.station}`;
      const wanted = [...all].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
      expect(alerts).toEqual(wanted.map((one) => alert(one).id));
      for (const rule of rules)
        expect(points.filter(([of]) => of === rule).map(([, time]) => time)).toEqual(
          all
            .filter((one) => one.rule === rule)
            .map(({ time }) => time)
            .sort((a, b) => a - b),
        );
    }),
    { numRuns: 200, seed: 5 },
  );
});

test("of one time and rule, alerts come out by station, then sensor, then alarm, each by its code units", () => {
  const keys = ["a b c", "a b d", "a c b", "a ä a", "b a a", "Z a a"].map((text) => text.split(" "));
  const alerts = keys.map(([station = "", sensor = "", alarm = ""], i) => ({
    ...alert({ rule: "a-rule", time: 1, station }),
    ...{ id: String(i), key: { station, sensor, alarm } },
  }));
  for (const mixed of [alerts, alerts.toReversed()])
    expect(
      order()
        .push([output("a-rule", mixed, [])], 1)
        .alerts.map(({ id }) => id),
    ).toEqual(["5", "0", "1", "2", "3", "4"]);
});

test("of a live source nothing waits for the watermark", () => {
  const out = order(true).push([output("a-rule", [alert({ rule: "a-rule", time: 9, station: "p" })], [9])], 3);
  expect([out.alerts.length, out.series.length]).toEqual([1, 1]);
});
