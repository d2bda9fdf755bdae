import { performance } from "node:perf_hooks";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** What stands for the rows in the statements below: the CSV itself, or a table made of it with `raised` at hand. */
interface BareFrom {
  readonly events: string;
  /** With `raised`: active, and the event before of the same station, sensor and alarm was not. */
  readonly changes: string;
}

const COUNTS = "count(*) filter (where active) as active_events, count(*) filter (where raised) as raised";

/** The six reports as a person who knows DuckDB would write them, with nothing of Weir. */
const bareSql = ({ events, changes }: BareFrom): Readonly<Record<string, string>> => ({
  "station-share": `select station, count(*) as events, count(*) / sum(count(*)) over () as share from ${events} group by 1 order by 2 desc`,
  "value-histogram": `with picked as (select station, hour(time) as period, value from ${events} where sensor = '121'),
    edges as (select min(value) as low, (max(value) - min(value)) / 20 as width from picked)
    select station, period, least(floor((value - low) / width), 19) as bin, count(*) from picked, edges group by 1, 2, 3 order by 1, 2, 3`,
  "alarms-per-period": `select station, strftime(time, '%Y-%m-%d') as period, ${COUNTS} from ${changes} group by 1, 2 order by 2, 1`,
  "alarm-ranking": `select alarm, ${COUNTS}, count(*) filter (where value > threshold) as exceeded from ${changes} group by 1 order by 4 desc`,
  "alarms-by-hour": `select alarm, hour(time) as hour, ${COUNTS} from ${changes} group by 1, 2 order by 1, 2`,
  "data-quality": `select count(*), min(time), max(time), max(gap)
    from (select time, time - lag(time) over (order by time) as gap from ${events})`,
});

/** Times of the statements one after the other over the rows of a base-station CSV. */
export class BareReports {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #csv: string;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, csv: string) {
    this.#instance = instance;
    this.#connection = connection;
    this.#csv = csv;
  }

  /** `database`: a file of its own, with the memory a store has. */
  static async open(database: string, csv: string): Promise<BareReports> {
    const instance = await DuckDBInstance.create(database, { memory_limit: "1GB" });
    return new BareReports(instance, await instance.connect(), csv);
  }

  /** Seconds a report, each statement reading the CSV. */
  overCsv(): Promise<Record<string, number>> {
    const events = fromCsv(this.#csv);
    return this.#times({ events, changes: withRaised(events) });
  }

  /** Seconds to load the CSV into a table, and seconds a report over that table, which has `raised` already. */
  async overTable(): Promise<{ load: number; reports: Record<string, number> }> {
    const started = performance.now();
    await this.#connection.run(`create table rows as select * from ${withRaised(fromCsv(this.#csv))}`);
    await this.#connection.run("checkpoint");
    const load = (performance.now() - started) / 1000;
    return { load, reports: await this.#times({ events: "rows", changes: "rows" }) };
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #times(from: BareFrom): Promise<Record<string, number>> {
    const seconds: Record<string, number> = {};
    for (const [id, sql] of Object.entries(bareSql(from))) {
      const started = performance.now();
      (await this.#connection.runAndReadAll(sql)).getRows();
      seconds[id] = (performance.now() - started) / 1000;
    }
    return seconds;
  }
}

const fromCsv = (
  path: string,
): string => `(select station_id as station, datapoint_id as sensor, alarm_id as alarm, event_time as time,
  value, nullif(valueThreshold, 999999) as threshold, isActive as active from read_csv('${path.replaceAll("'", "''")}', header = true,
  columns = {'station_id': 'varchar', 'datapoint_id': 'varchar', 'alarm_id': 'varchar', 'event_time': 'timestamp', 'value': 'double',
  'valueThreshold': 'double', 'isActive': 'boolean', 'storedtime': 'varchar'}, timestampformat = '%Y-%m-%d %H:%M:%S UTC'))`;

const withRaised = (events: string): string =>
  `(select *, active and not coalesce(lag(active) over (partition by station, sensor, alarm order by time), false) as raised from ${events})`;
