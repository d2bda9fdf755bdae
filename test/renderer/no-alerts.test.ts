import { expect, test } from "vitest";
import { noAlertsSaid } from "../../src-renderer/features/alerts/no-alerts.tsx";

test("a list without alerts says whether a filter hides them or the rules found none", () => {
  expect(noAlertsSaid(193, 1000, true)).toEqual(["No alert fits", "193 alerts in all: take a filter away."]);
  expect(noAlertsSaid(0, 2880, true)).toEqual(["No alerts", "The rules that are on found nothing in 2,880 events."]);
  expect(noAlertsSaid(0, 2880, false)[1]).toContain("so far");
});
