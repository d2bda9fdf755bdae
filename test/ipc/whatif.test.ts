import { expect, it } from "vitest";
import type { AlertRow } from "../../src-main/ipc/contract.ts";
import { openedStations } from "../support/opened-stations.ts";

const { page, file } = openedStations({ stations: 6, days: 3, seed: 1 });

const raisedBy = async (rule: string): Promise<readonly AlertRow[]> => {
  const { rows } = await page.request("alerts.page", { filter: {}, offset: 0, limit: 10_000, newestFirst: false });
  return rows.filter((row) => row.rule === rule && row.action === "raise");
};
const settingsOf = async (rule: string) => {
  const { plugins } = await page.request("plugins.list", null);
  const card = plugins.flatMap(({ contributions }) => contributions).find(({ id }) => id === rule);
  return Object.fromEntries((card?.settings ?? []).map(({ name, value }) => [name, value]));
};

it.each(["alarm-counts", "threshold-prediction", "active-alarms"])(
  "%s with its own settings raises what it raised",
  async (rule) => {
    const raised = await raisedBy(rule);
    const alert = raised[Math.floor(raised.length / 2)] as AlertRow;
    const answer = await page.request("whatif.run", { rule, settings: await settingsOf(rule), alert: alert.id });
    expect(answer).toMatchObject({ shifted: 0, totalAdded: 0, totalRemoved: 0, still: { later: 0 } });
    expect(answer.same).toBeGreaterThan(0);
    expect(answer.before).toBe(answer.after);
  },
);

it("says above which value an alert would not have come, and trying it agrees", async () => {
  const rule = "alarm-counts";
  const settings = await settingsOf(rule);
  const alert = (await raisedBy(rule))[0] as AlertRow;
  const { silent, points } = await page.request("whatif.sweep", { rule, settings, setting: "limit", alert: alert.id });
  expect(silent).toMatchObject({ upwards: true });
  const limit = silent!.value;
  for (const { value, fires } of points) expect(fires).toBe(value < limit);
  const gone = await page.request("whatif.run", { rule, settings: { ...settings, limit }, alert: alert.id });
  expect(gone.still).toBeNull();
  expect(gone.removed.map(({ id }) => id)).toContain(alert.id);
  const stays = await page.request("whatif.run", { rule, settings: { ...settings, limit: limit - 1 }, alert: alert.id });
  expect(stays.still).not.toBeNull();
});

it("gives the value that keeps within so many alerts a day; applied, the run raises what was told", async () => {
  const rule = "alarm-counts";
  const settings = await settingsOf(rule);
  const { before, days } = await page.request("whatif.run", { rule, settings });
  const atMost = before / days / 2;
  const { within } = await page.request("whatif.sweep", { rule, settings, setting: "limit", atMost });
  expect(within!.alertsPerDay).toBeLessThanOrEqual(atMost);
  const next = { ...settings, limit: within!.value };
  const told = await page.request("whatif.run", { rule, settings: next });
  expect(told.after / days).toBeCloseTo(within!.alertsPerDay);
  expect(told.after).toBe(told.same + told.shifted + told.totalAdded);
  expect(told.before).toBe(told.same + told.shifted + told.totalRemoved);
  await page.request("plugins.set", { id: rule, enabled: true, settings: next });
  await page.done();
  expect(await raisedBy(rule)).toHaveLength(told.after);
});

it("a wrong value and a setting that is no number are refused in one line", async () => {
  const settings = await settingsOf("alarm-counts");
  await expect(page.request("whatif.run", { rule: "alarm-counts", settings: { ...settings, limit: "many" } })).rejects.toThrow(
    /limit/,
  );
  await expect(page.request("whatif.sweep", { rule: "alarm-counts", settings, setting: "nothing" })).rejects.toThrow(/no number/);
  await expect(page.request("whatif.run", { rule: "none", settings: {} })).rejects.toThrow("There is no rule none.");
});

it("says over which stretch it was tried: all of a file, what is read of it so far, or what was read before it was stopped", async () => {
  const rule = "alarm-counts";
  const settings = await settingsOf(rule);
  const { firstTime, lastTime } = await page.request("session.status", null);
  const whole = await page.request("whatif.run", { rule, settings });
  expect(whole.covered).toEqual({ from: firstTime, to: lastTime, state: "done" });
  // An hour a second: what is tried grows meanwhile, and both are tried over the same.
  const begun = page.next("session.status", (status) => status.state === "reading" && (status.lastTime ?? 0) > 0);
  await page.request("session.open", { kind: "files", paths: [file], speed: 3600 });
  await begun;
  const so = await page.request("whatif.run", { rule, settings });
  expect(so).toMatchObject({ covered: { from: firstTime, state: "reading" }, totalAdded: 0, totalRemoved: 0 });
  await page.request("session.stop", null);
  await page.done();
  const { covered } = await page.request("whatif.sweep", { rule, settings, setting: "limit" });
  expect(covered).toMatchObject({ from: firstTime, state: "stopped" });
  expect(covered.to).toBeLessThan(lastTime as number);
  expect(covered.to).toBeGreaterThanOrEqual(so.covered.to);
});
