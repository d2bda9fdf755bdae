import type { Alert } from "../plugin-host/contract.ts";
import { alertLine } from "../sinks/files/result-files.ts";
import type { ResultSink } from "../sinks/sink.ts";
import { openAnalysis } from "./analysis.ts";
import type { OpenSession, Workbench } from "./workbench.ts";

/**
 * Runs the alert's rule alone over the same source again, with the same settings, up to the alert, and says whether it comes again,
 * byte for byte. Needs a source that can be read twice.
 */
export async function replayAlert(
  bench: Workbench,
  { input, analysis }: OpenSession,
  alert: Alert,
): Promise<{ same: boolean; detail: string }> {
  if (input.kind !== "files")
    return { same: false, detail: "A queue cannot be read twice; record it to a store and replay from there." };
  const rule = analysis.rules.find(({ declaration }) => declaration.id === alert.rule);
  if (rule === undefined) return { same: false, detail: `The rule ${alert.rule} is not on any more.` };
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
  const library = await bench.library();
  const replay = await openAnalysis({
    input: {
      ...input,
      speed: "max",
      plugins: [...filtersOf(bench, library.runnable), { plugin: alert.rule, settings: rule.settings }],
    },
    library,
    workerDir: bench.workerDir,
    sinks: [sink],
    recorders: [],
    rejectCap: 0,
  });
  stop = () => replay.session.stop();
  await replay.session.run();
  const found = again as Alert | null;
  if (found === null) return { same: false, detail: "The rule gives no such alert over the same events." };
  const same = alertLine(found) === alertLine(alert);
  const rows = replay.session.status().metrics.records_read_total.toLocaleString("en-US");
  return {
    same,
    detail: same
      ? `The same alert again, byte for byte, after ${rows} rows.`
      : "An alert with the same cause, but other contents: is the plugin's code another now?",
  };
}

/** Filters change what rules see: a replay needs the same ones. */
function filtersOf(
  bench: Workbench,
  runnable: readonly { id: string; type: string }[],
): { plugin: string; settings: Readonly<Record<string, string | number | boolean>> }[] {
  return runnable
    .filter(({ id, type }) => type === "filter" && bench.enabled(id))
    .map(({ id }) => ({ plugin: id, settings: bench.workspace.plugins[id]?.settings ?? {} }));
}
