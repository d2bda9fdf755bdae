import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { analyse } from "../support/analyse.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { writePlugin } from "../support/plugin-folder.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (minute: number): string => new Date(1_700_000_000_000 + Math.round(minute * 60_000)).toISOString();

it("a timer never comes before its time, so that a rule may look whether it is there and ask again", async () => {
  const file = join(folder.path, "one.csv");
  writeFileSync(file, `time,station,sensor,value\n${at(0)},s,a,1\n${at(10)},s,a,1\n`);
  const plugin = writePlugin(
    folder.path,
    "waits",
    `import { defineRule } from "weir";
export default defineRule({ id: "waits", title: "Waits", by: ["station"], initialState: () => ({ due: 0, calls: 0 }),
  onEvent({ state, setTimer }, event) { if (state.due === 0) setTimer("due", (state.due = event.time + 1000.25)); },
  onTimer({ state, now, setTimer, alert }) {
    state.calls++;
    if (now < state.due) setTimer("due", state.due);
    else alert({ severity: "info", title: "due", value: state.calls });
  } });
`,
  );
  const { alerts, problems } = await analyse([file], [plugin]);
  expect(problems).toEqual([]);
  expect(alerts.map(({ time, value }) => [time, value])).toEqual([[1_700_000_001_001, 1]]);
});

it("a station whose sensors send every few minutes, not to the second, is told silent once, and nothing fails", async () => {
  const file = join(folder.path, "slow.csv");
  const rows = Array.from({ length: 400 }, (_, i) => `${at(5 * i + 0.7 * Math.sin(7 * i))},s,${i % 2 === 0 ? "a" : "b"},1`);
  writeFileSync(file, `time,station,sensor,value\n${rows.join("\n")}\n`);
  const { alerts, problems } = await analyse([file], ["silent-sensors"]);
  expect(problems).toEqual([]);
  expect(alerts.map(({ title }) => title)).toEqual(["Station silent"]);
});

it("a timer that sets itself again for ever is told at the end of a file what to do about it", async () => {
  const file = join(folder.path, "hourly.csv");
  writeFileSync(file, `time,station,sensor,value\n${at(0)},s,a,1\n${at(300)},s,a,1\n`);
  const plugin = writePlugin(
    folder.path,
    "hourly",
    `import { defineRule, hours } from "weir";
export default defineRule({ id: "hourly", title: "Hourly", by: ["station"],
  onEvent({ now, setTimer }) { setTimer("hour", now + hours(1)); },
  onTimer({ now, setTimer }) { setTimer("hour", now + hours(1)); } });
`,
  );
  const { problems } = await analyse([file], [plugin]);
  expect(problems).toMatchObject([
    { hook: "limit", message: expect.stringMatching(/timer calls in one step: the source has ended.*must stop where no event/) },
  ]);
});
