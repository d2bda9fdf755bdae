import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Alert } from "../../src-main/engine/results.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import { openRecordedInput } from "../../src-main/session/open-recorded-input.ts";
import { openSession } from "../../src-main/session/open-session.ts";
import { PluginLibrary } from "../../src-main/session/plugin-library.ts";
import { replayAlert } from "../../src-main/session/replay-alert.ts";
import type { ReplayContext } from "../../src-main/session/run-again.ts";
import { Running } from "../../src-main/session/running.ts";
import { wholeAlert } from "../../src-main/session/whole-alert.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("an alert whose evidence and state were let go of comes by them again, and its replay says that they are not kept", async () => {
  const file = join(folder.path, "bts.csv");
  writeBts(file, { stations: 2, days: 2, seed: 1 });
  const input = filesInput([file]);
  const library = await PluginLibrary.open({ workerDir, folders: [] });
  const open = await openSession({
    ...{ number: 1, input, choices: [{ plugin: "active-alarms", settings: {} }], library, workerDir, checkpoints: null },
    ...{ record: async () => null, onProblem: () => {}, onLog: () => {}, onEnd: () => {} },
  });
  try {
    await open.ended;
    const { alerts } = open.picture;
    const [alert] = alerts.alerts as [Alert];
    const plugins = { library: async () => library, enabled: () => false };
    const context = {
      ...{ bench: { plugins, workspace: { plugins: {} }, workerDir }, open, running: new Running() },
      openRecorded: () => openRecordedInput(input, { catalogues: library.set.catalogues, workerDir }),
    } as unknown as ReplayContext;
    expect(await wholeAlert(context, alert)).toBe(alert);
    const stateAfter = "x".repeat(10_000_000);
    for (let i = 0; i < 15; i++) alerts.add({ ...alert, id: `flood ${i}`, stateAfter });
    const cut = alerts.get(alert.id) as Alert;
    expect([cut.evidence, cut.stateAfter]).toEqual([{}, ""]);
    expect(await wholeAlert(context, cut)).toEqual(alert);
    const detail = expect.stringMatching(
      /^The same alert again after [\d,]+ rows; its evidence is not kept, as there are so many alerts\.$/,
    );
    expect(await replayAlert(context, cut)).toEqual({ same: true, detail });
    // It came again.
    alerts.add(alert);
    expect(await replayAlert(context, alert)).toEqual({ same: true, detail: expect.stringContaining("byte for byte") });
  } finally {
    await library.close();
  }
}, 60_000);
