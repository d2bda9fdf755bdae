import { expect, test } from "vitest";
import type { EventRow } from "../../src-main/ipc/contract.ts";
import { columnsShown } from "../../src-renderer/features/sources/preview-columns.ts";

const event = (parts: Partial<EventRow>): EventRow =>
  ({ time: 0, station: "", sensor: "t", alarm: "", value: 1, threshold: null, active: null, ...parts }) as EventRow;
const shown = (...events: EventRow[]): string[] =>
  columnsShown(events.map((each) => ({ events: [each] }))).map(({ role }) => role);

test("a preview has columns for what its rows say, in their order; time, sensor and value are always there", () => {
  expect(shown(event({}))).toEqual(["time", "sensor", "value"]);
  expect(shown(event({}), event({ station: "A" }))).toEqual(["time", "station", "sensor", "value"]);
  expect(shown(event({ alarm: "322", threshold: 0 }), event({ active: false }))).toEqual([
    ...["time", "sensor", "alarm", "value"],
    ...["threshold", "active"],
  ]);
  expect(shown()).toEqual(["time", "sensor", "value"]);
});
