import type { DuckDBConnection } from "@duckdb/node-api";
import type { KeyPart } from "../../plugins/api.ts";
import { fixedOffset, isNamedZone } from "../sources/csv/zone-offset.ts";
import { events, series } from "./schema.ts";
import type { Store } from "./store.ts";

/** A code's words. */
export interface StoredName {
  readonly part: KeyPart;
  readonly code: string;
  readonly name: string;
  readonly quantity: string;
  readonly unit: string;
}

export interface ConfinedOptions {
  readonly run: number;
  /** As `checkTimezone` answers it; `events.local_time` is in it. */
  readonly timezone: string;
  readonly names: readonly StoredName[];
  /** Only events, alerts and series points of [from, to), ms; first, last and longest gap of `sources` are theirs too. */
  readonly range?: { readonly from?: number; readonly to?: number };
  /** `events` has its place as released too (segment, seq), and `series` as written (place): rows of one time have an order. */
  readonly places?: boolean;
}

/**
 * A connection for SQL of others: the views show one run, `local_time` is in a time zone, and there is a view
 * `names (part, code, name, quantity, unit)`. Temporary: nothing in the store changes. Close it with `closeSync`.
 */
export async function connectConfined(
  store: Store,
  { run, timezone, names, range = {}, places = false }: ConfinedOptions,
): Promise<DuckDBConnection> {
  const connection = await store.connect();
  try {
    const local = localTime(timezone);
    const database = (await connection.runAndReadAll("select current_database()")).getRows()[0]?.[0];
    const own = `"${String(database).replaceAll('"', '""')}".main`;
    const placed: Readonly<Record<string, string>> = {
      events: `(${events(`${own}.`, ", e.segment, e.seq")})`,
      series: `(${series(`${own}.`, ", p.rowid as place")})`,
    };
    for (const view of ["events", "alerts", "series", "rejects", "sources"]) {
      const columns = view === "events" ? `* replace (${local} as local_time)` : "*";
      const stretch = view === "rejects" || view === "sources" ? "" : within(range);
      const whole = (places ? placed[view] : undefined) ?? `${own}.${view}`;
      const all = `select ${columns} from ${whole} where run = ${Math.trunc(run)}${stretch}`;
      await connection.run(`create temp view ${view} as ${view === "sources" && within(range) !== "" ? spansWithin(all) : all}`);
    }
    await connection.run("create temp table names (part varchar, code varchar, name varchar, quantity varchar, unit varchar)");
    for (let at = 0; at < names.length; at += 500) {
      const rows = names
        .slice(at, at + 500)
        .map((n) => `(${[n.part, n.code, n.name, n.quantity, n.unit].map(quoted).join(", ")})`);
      await connection.run(`insert into names values ${rows.join(", ")}`);
    }
    return connection;
  } catch (error) {
    connection.closeSync();
    throw error;
  }
}

/**
 * Sources whose first, last and longest gap are those of the view `events`; what was read and refused stays that of everything.
 * The gap is looked for between a million stretches of the range: a shorter one than such a stretch may be told too short.
 */
function spansWithin(sources: string): string {
  return `with each as (select *, row_number() over () - 1 as place, count(*) over () as sources from (${sources})),
    event as (select if((select max(sources) from each) = 1, 0, source) as place, time_ms from events),
    span as (select place, min(time_ms) as low, max(time_ms) as high from event group by place),
    stretch as (select place, min(time_ms) as low, max(time_ms) as high from event join span using (place)
      group by place, (time_ms - span.low) // greatest(1, (span.high - span.low) // 1000000)),
    gap as (select place, coalesce(max(low - before), 0) as longest from
      (select place, low, lag(high) over (partition by place order by low) as before from stretch) group by place)
    select each.* exclude (place, sources) replace (span.low as first_ms, span.high as last_ms, gap.longest as longest_gap,
      epoch_ms(span.low) as first, epoch_ms(span.high) as last)
    from each left join span using (place) left join gap using (place)`;
}

function within({ from, to }: { readonly from?: number; readonly to?: number }): string {
  const bound = (value: number): number => Math.max(-8.64e15, Math.min(8.64e15, Math.ceil(value)));
  return `${from === undefined ? "" : ` and time_ms >= ${bound(from)}`}${to === undefined ? "" : ` and time_ms < ${bound(to)}`}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''").replaceAll("\0", "")}'`;

function localTime(timezone: string): string {
  if (timezone === "UTC") return "time";
  // DuckDB knows names alone.
  return isNamedZone(timezone)
    ? `time at time zone 'UTC' at time zone ${quoted(timezone)}`
    : `time + to_milliseconds(${fixedOffset(timezone)})`;
}
