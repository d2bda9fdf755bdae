import type { Alert } from "../plugin-host/contract.ts";
import { alertLine } from "../sinks/files/result-files.ts";
import type { ResultSink } from "../sinks/sink.ts";
import type { OpenSession } from "./open-session.ts";
import { type OpenRecorded, runAgain } from "./run-again.ts";
import type { Running } from "./running.ts";
import type { Workbench } from "./workbench.ts";

/** Runs the alert's rule alone over the same events again, up to the alert, and says whether it comes again, byte for byte. */
export async function replayAlert(
  bench: Workbench,
  open: OpenSession,
  alert: Alert,
  openRecorded: OpenRecorded,
  running: Running,
): Promise<{ same: boolean; detail: string }> {
  let again: Alert | null = null;
  let stop = (): void => {};
  const sink: ResultSink = {
    write: async ({ alerts }) => {
      for (const each of alerts) {
        if (each.id === alert.id) again = each;
        if (each.id === alert.id || each.time > alert.time) stop();
      }
    },
    close: async () => {},
  };
  const replay = await runAgain(bench, open, { rule: alert.rule, sink, openRecorded, recorders: [] });
  stop = () => replay.session.stop();
  await running.through(replay.session);
  const rows = replay.session.status().metrics.records_read_total.toLocaleString("en-US");
  return sameness(again, alert, rows);
}

/** What a replay says of the alert it was made for. */
export function sameness(again: Alert | null, alert: Alert, rows: string): { same: boolean; detail: string } {
  if (again === null) return { same: false, detail: "The rule gives no such alert over the same events." };
  return alertLine(again) === alertLine(alert)
    ? { same: true, detail: `The same alert again, byte for byte, after ${rows} rows.` }
    : { same: false, detail: "An alert with the same cause, but other contents: is the plugin's code another now?" };
}
