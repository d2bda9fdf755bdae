import { extname } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { Command } from "commander";
import { knownNames } from "../reports/known-names.ts";
import { cutOff } from "../session/open-history.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { connectConfined, type StoredName } from "../store/confined.ts";
import { exportQuery } from "../store/export.ts";
import { listRuns } from "../store/read-results.ts";
import { checkStatement } from "../store/sql.ts";
import { openStore, type Store } from "../store/store.ts";
import { checkTimezone } from "../store/timezone.ts";
import { counted } from "./counted.ts";
import { asUsage, UsageError } from "./failure.ts";
import { checkWritable, choiceFlag, durationFlag, positiveInteger, timeOption } from "./options.ts";
import { say } from "./terminal.ts";

/** What can be named, and how its rows lie in the file. */
const ORDERS = {
  events: "select * exclude (local_time, segment, seq) from events order by time_ms, segment, seq",
  alerts: "from alerts order by time_ms, rule, id",
  series: "select * exclude (place) from series order by time_ms, rule, series, station, sensor, alarm, place",
  rejects: "from rejects order by source, row",
  sources: "from sources order by source",
  metrics: "from metrics where run = $run order by name",
  runs: "from runs order by run",
} as const;
const NAMES = Object.keys(ORDERS);

interface Options {
  readonly what: keyof typeof ORDERS;
  readonly sql?: string;
  readonly out: string;
  readonly run?: number;
  readonly from?: number;
  readonly to?: number;
  readonly timezone: string;
  readonly timeLimit: number;
  readonly defuse: boolean;
}

export function exportCommand(workerDir: string): Command {
  return new Command("export")
    .description("Write what a store holds, or the answer of a SELECT over it, to a CSV or Parquet file.")
    .argument("<store>", "a store made with --store or by weir import")
    .addOption(choiceFlag("--what <name>", "what is written", NAMES, "events"))
    .option("--sql <select>", `one SELECT over the views ${NAMES.join(", ")}, and names of codes, instead`)
    .requiredOption("--out <file>", "F.csv or F.parquet")
    .option("--run <n>", "this run instead of the last", positiveInteger)
    .option("--from <time>", "only what is from this time on (ISO 8601, UTC unless it says otherwise)", timeOption)
    .option("--to <time>", "only what is before this time", timeOption)
    .option("--timezone <zone>", "IANA zone, or ±hh:mm, of the column local_time of events, for --sql", "UTC")
    .option("--defuse", "no cell of a CSV begins a formula of a spreadsheet", false)
    .addOption(durationFlag("--time-limit <duration>", "stop when it takes longer", 3_600_000))
    .action(async (path: string, options: Options) => {
      const format = { ".csv": "csv", ".parquet": "parquet" }[extname(options.out).toLowerCase()] as
        | "csv"
        | "parquet"
        | undefined;
      if (format === undefined) throw new UsageError(`--out ${options.out}: must end in .csv or .parquet`);
      checkWritable("--out", options.out);
      const timezone = await asUsage(() => checkTimezone(options.timezone));
      const store = await asUsage(() => openStore(path, { readOnly: true }));
      try {
        const runs = await listRuns(store.connection);
        const found = runs.find(({ run: each }) => options.run === undefined || each === options.run);
        if (found === undefined)
          throw new UsageError(runs.length === 0 ? `${path} holds no run` : `${path} has no run ${options.run}`);
        const { run } = found;
        if (found.ended === null) say(cutOff(path, run));
        const { from, to } = options;
        const connection = await connectConfined(store, {
          run,
          timezone,
          names: options.sql === undefined ? [] : await names(store, workerDir),
          range: { from, to },
          places: options.sql === undefined,
        });
        try {
          if (options.sql !== undefined) await checkSql(connection, options.sql);
          const sql = options.sql ?? ORDERS[options.what].replace("$run", String(run));
          const rows = await exportQuery(
            connection,
            sql,
            { path: options.out, format, defuse: options.defuse },
            { milliseconds: options.timeLimit },
          );
          say(`${counted(rows, "row")} in ${options.out}`);
        } finally {
          connection.closeSync();
        }
      } finally {
        await store.close();
      }
    });
}

/** What the catalogues that ship call the codes, and what sensors say of themselves. */
async function names(store: Store, workerDir: string): Promise<StoredName[]> {
  const library = await PluginLibrary.open({ workerDir, folders: [] });
  try {
    return await knownNames(store, library.set.catalogues);
  } finally {
    await library.close();
  }
}

async function checkSql(connection: DuckDBConnection, sql: string): Promise<void> {
  try {
    await checkStatement(connection, sql);
  } catch (error) {
    throw new UsageError(`--sql: ${(error as Error).message}`, { cause: error });
  }
}
