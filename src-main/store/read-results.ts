import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { Json, Severity } from "../../plugins/api.ts";
import type { Alert } from "../engine/results.ts";
import { all } from "./read.ts";

export interface StoredRun {
  readonly run: number;
  readonly description: string;
  readonly settings: Json;
  readonly started: number;
  /** null: it was killed. */
  readonly ended: number | null;
  readonly metrics: Readonly<Record<string, unknown>> | null;
  readonly alerts: number;
}

/** Every run, the newest first. */
export async function listRuns(connection: DuckDBConnection): Promise<StoredRun[]> {
  const rows = await all(
    connection,
    `select run, description, settings, started_ms::double, ended_ms::double, metrics,
     (select count(*) from alert a where a.run = r.run)::double from run r order by run desc`,
  );
  return rows.map(([run, description, settings, started, ended, metrics, alerts]) => ({
    run: Number(run),
    description: String(description),
    settings: JSON.parse(String(settings)) as Json,
    started: Number(started),
    ended: ended === null ? null : Number(ended),
    metrics: metrics === null ? null : (JSON.parse(String(metrics)) as Record<string, unknown>),
    alerts: Number(alerts),
  }));
}

export interface AlertQuery {
  readonly run: number;
  readonly rules?: readonly string[];
  readonly stations?: readonly string[];
  readonly severities?: readonly Severity[];
  readonly from?: number;
  readonly to?: number;
  /** Looked for in title, rule, station, sensor and alarm; without case. */
  readonly text?: string;
  readonly order?: "newest" | "oldest" | "severity";
  readonly offset?: number;
  readonly limit: number;
}

/** An alert as its run recorded it. */
export type StoredAlert = Omit<Alert, "key" | "about" | "cause" | "stateAfter"> & Alert["key"];

const ORDERS = {
  newest: "time_ms desc, rule, id",
  oldest: "time_ms, rule, id",
  severity: "case severity when 'critical' then 0 when 'warning' then 1 else 2 end, time_ms desc, rule, id",
};
const ALERT = `id, rule, version, severity, title, time_ms::double, station, sensor, alarm, window_start::double, window_end::double,
  value, evidence, action`;

/** A page of alerts and how many the filter lets through. */
export async function alertsPage(
  connection: DuckDBConnection,
  query: AlertQuery,
): Promise<{ readonly alerts: readonly StoredAlert[]; readonly total: number }> {
  const values: DuckDBValue[] = [query.run];
  const bind = (value: DuckDBValue): string => `$${values.push(value)}`;
  const conditions = ["run = $1"];
  const among = (column: string, wanted: readonly string[] | undefined): void => {
    if (wanted !== undefined) conditions.push(wanted.length === 0 ? "false" : `${column} in (${wanted.map(bind).join(", ")})`);
  };
  among("rule", query.rules);
  among("station", query.stations);
  among("severity", query.severities);
  if (query.from !== undefined) conditions.push(`time_ms >= ${bind(BigInt(Math.ceil(query.from)))}::bigint`);
  if (query.to !== undefined) conditions.push(`time_ms < ${bind(BigInt(Math.ceil(query.to)))}::bigint`);
  if (query.text)
    conditions.push(`contains(lower(concat_ws(' ', title, rule, station, sensor, alarm)), lower(${bind(query.text)}))`);
  const where = conditions.join(" and ");
  const [count] = await all(connection, `select count(*)::double from alert where ${where}`, values);
  const limit = `limit ${bind(Math.max(0, Math.min(100_000, query.limit)))} offset ${bind(Math.max(0, query.offset ?? 0))}`;
  const rows = await all(
    connection,
    `select ${ALERT} from alert where ${where} order by ${ORDERS[query.order ?? "newest"]} ${limit}`,
    values,
  );
  return { alerts: rows.map(alertOf), total: Number(count?.[0]) };
}

function alertOf(row: readonly DuckDBValue[]): StoredAlert {
  const [id, rule, version, severity, title, time, station, sensor, alarm, start, end, value, evidence, action] = row;
  return {
    ...{ id: String(id), rule: String(rule), version: String(version), title: String(title), time: Number(time) },
    ...{ station: String(station), sensor: String(sensor), alarm: String(alarm) },
    severity: severity as Severity,
    action: action as Alert["action"],
    window: start === null ? null : { start: Number(start), end: Number(end) },
    value: value === null ? null : Number(value),
    evidence: JSON.parse(String(evidence)) as Alert["evidence"],
  };
}

/** Which alerts two runs share by id, and which only one has (each at most `limit`, oldest first, with their totals). */
export async function compareRuns(
  connection: DuckDBConnection,
  a: number,
  b: number,
  limit = 10_000,
): Promise<{
  readonly same: number;
  readonly onlyA: readonly StoredAlert[];
  readonly onlyB: readonly StoredAlert[];
  readonly totalA: number;
  readonly totalB: number;
}> {
  const only = async (mine: number, other: number): Promise<[StoredAlert[], number]> => {
    const from = "from alert where run = $1 and id not in (select id from alert where run = $2)";
    const rows = await all(connection, `select ${ALERT} ${from} order by ${ORDERS.oldest} limit ${limit}`, [mine, other]);
    const [count] = await all(connection, `select count(*)::double ${from}`, [mine, other]);
    return [rows.map(alertOf), Number(count?.[0])];
  };
  const [same] = await all(
    connection,
    "select count(*)::double from alert where run = $1 and id in (select id from alert where run = $2)",
    [a, b],
  );
  const [onlyA, totalA] = await only(a, b);
  const [onlyB, totalB] = await only(b, a);
  return { same: Number(same?.[0]), onlyA, onlyB, totalA, totalB };
}
