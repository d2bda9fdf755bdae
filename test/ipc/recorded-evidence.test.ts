import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { explain } from "../../src-main/ipc/explain.ts";
import { withRecordedEvents } from "../../src-main/ipc/recorded-evidence.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import { History } from "../../src-main/session/history.ts";
import { openSession } from "../../src-main/session/open-session.ts";
import { PluginLibrary } from "../../src-main/session/plugin-library.ts";
import { recordedSource } from "../../src-main/session/recorded-source.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

it("the events of an alert are listed when the picture has let go of them, as it does of all but the newest millions", async () => {
  const file = join(folder.path, "bts.csv");
  writeBts(file, { stations: 3, days: 3, seed: 1 });
  const library = await PluginLibrary.open({ workerDir, folders: [] });
  const history = new History();
  const session = await openSession({
    ...{ number: 1, input: filesInput([file]), choices: [{ plugin: "alarm-counts", settings: { limit: 3 } }] },
    ...{ library, workerDir, checkpoints: null, record: (input) => history.record(input) },
    ...{ onProblem: () => {}, onLog: () => {}, onEnd: () => {} },
  });
  try {
    await session.ended;
    const alerts = session.picture.alerts.alerts.filter(({ action }) => action === "raise");
    expect(alerts.length).toBeGreaterThan(3);
    const before = alerts.map((alert) => explain(session, alert));
    const asRecorded = (): Promise<unknown[]> =>
      Promise.all(
        alerts.map((alert) =>
          withRecordedEvents(session, alert, explain(session, alert), (part) => recordedSource(history, part)),
        ),
      );
    for (const { series } of session.picture.keys) series.forgetBlocks();
    expect(explain(session, alerts[0]!).events).toEqual([]);
    const listed = before.map(({ events, eventsTotal }) => ({ events, eventsTotal }));
    expect(await asRecorded()).toMatchObject(listed);
    for (const { series } of session.picture.keys) series.letGo();
    expect(await asRecorded()).toMatchObject(listed);
  } finally {
    await library.close();
    await history.close();
  }
}, 60_000);
