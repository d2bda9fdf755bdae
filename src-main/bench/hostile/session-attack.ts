import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { openAnalysis } from "../../session/analysis.ts";
import { filesInput } from "../../session/analysis-input.ts";
import { type Attack, Finding, putFile, refusedOr } from "./attack.ts";
import { hostileCsv } from "./csv-grammar.ts";

/** A file through a whole session, in the order of arrival with a filter and a rule: the counters must add up. */
export const sessionAttack: Attack = {
  name: "session",
  share: 0,
  make: hostileCsv,
  async run(input, { folder, workerDir }) {
    const path = join(folder, "session.csv");
    putFile(path, input);
    const ran = await refusedOr(async () => {
      const { session } = await openAnalysis({
        input: filesInput([path], {
          order: "arrival",
          plugins: ["despike", "sensor-statistics", "anomaly"].map((plugin) => ({ plugin, settings: {} })),
        }),
        workerDir,
        sinks: [],
        recorders: [],
        rejectCap: 100,
        onProblem: ({ plugin, message }) => {
          throw new Finding(`plugin ${plugin}: ${message}`);
        },
      });
      await session.run();
      return session.metrics.snapshot(performance.now());
    });
    if (ran === null) return "refused";
    const { records_read_total: read, records_accepted_total: accepted, records_dropped_total: dropped } = ran.value;
    const lost = read - accepted - Object.values(dropped).reduce((sum, n) => sum + n, 0);
    if (lost !== 0) throw new Finding(`unaccounted rows: ${lost} of ${read}, ${JSON.stringify(dropped)}`);
    return "read";
  },
};
