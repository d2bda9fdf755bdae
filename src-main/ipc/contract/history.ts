// SQL over what was recorded, and its runs.
import type { AlertRow } from "./alerts.ts";
import type { Method, None } from "./method.ts";
import type { ReportValues } from "./reports.ts";

export interface SqlResult {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly values: readonly (string | number | boolean | null)[];
  }[];
  readonly rows: number;
  /** Stopped at the row limit. */
  readonly cut: boolean;
  readonly seconds: number;
}

export interface RunRow {
  readonly id: number;
  readonly description: string;
  readonly started: number;
  /** null: it runs, or was cut off before its end. */
  readonly ended: number | null;
  readonly running: boolean;
  /** Rows alone: no rule ran. */
  readonly imported: boolean;
  readonly read: number;
  readonly accepted: number;
  readonly alerts: number;
  /** Rows refused, by reason; only those that are not zero. */
  readonly refused: Readonly<Record<string, number>>;
  /** What ran: rules and filters with the settings that were given. */
  readonly plugins: readonly { readonly plugin: string; readonly settings: ReportValues }[];
}

export interface HistoryMethods {
  /** `id`: what the page calls it, to stop it by. `timezone`: of `events.local_time`; the workspace's when absent. */
  "sql.run": Method<{ readonly sql: string; readonly id: string; readonly timezone?: string }, SqlResult>;
  /** Stops what runs or is exported by this name, and nothing else. */
  "sql.cancel": Method<{ readonly id: string }, None>;
  "sql.schema": Method<
    None,
    {
      readonly views: readonly {
        readonly name: string;
        readonly columns: readonly { readonly name: string; readonly type: string }[];
      }[];
    }
  >;
  "sql.export": Method<
    {
      readonly sql: string;
      readonly format: "csv" | "parquet";
      readonly path: string;
      readonly id: string;
      readonly timezone?: string;
    },
    { readonly rows: number }
  >;
  /** `kept`: the file they are in; null: they are gone when the app ends. */
  "runs.list": Method<None, { readonly runs: readonly RunRow[]; readonly kept: string | null }>;
  "runs.compare": Method<
    { readonly a: number; readonly b: number },
    {
      readonly same: number;
      /** At most 10,000 each, oldest first; the totals count all. */
      readonly onlyA: readonly AlertRow[];
      readonly onlyB: readonly AlertRow[];
      readonly totalA: number;
      readonly totalB: number;
    }
  >;
}
