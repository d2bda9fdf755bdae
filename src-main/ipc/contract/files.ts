// Files before they are opened, and the rows refused.

import type { RefusalReason } from "../../sources/source.ts";
import type { Method, None } from "./method.ts";
import type { EventRow } from "./series.ts";

export interface RejectRow {
  readonly source: string;
  readonly row: number;
  readonly reason: RefusalReason;
  readonly detail: string;
  readonly text: string;
}

/** How one thing about a file was decided. */
export interface DetectionAnswer {
  readonly field: string;
  readonly answer: string;
  readonly reason: string;
}

export interface CsvPreview {
  /** The file whose rows these are. */
  readonly path: string;
  /** How many files are read as one. */
  readonly files: number;
  /** Of all of them, as they are on disk. */
  readonly bytes: number;
  /** What is left out of them, and what is read otherwise than in the first; one line each. */
  readonly notes: readonly string[];
  /** `mapping.ts`, plain data; sent back changed to preview or open with it. Of rows that are not read it need name no columns. */
  readonly mapping: Readonly<Record<string, unknown>>;
  readonly preset: string | null;
  /** Why the rows are not read yet: what was not found, "" for a mapping that leaves it open; null: they are read. */
  readonly unread: string | null;
  readonly answers: readonly DetectionAnswer[];
  readonly columns: readonly string[];
  /** By position: how a column would be read as the time; null: it holds none, as far as is known. */
  readonly timeFormats: readonly (string | null)[];
  readonly rows: readonly PreviewRow[];
  readonly counts: {
    readonly read: number;
    readonly accepted: number;
    readonly malformed: number;
    readonly unconvertible: number;
  };
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  readonly keys: number;
  /** The catalogue's words for codes of the rows. */
  readonly names: CodeNames;
}

/** The catalogue's words for codes; a code it does not know is not in them. */
export interface CodeNames {
  readonly sensors: Readonly<Record<string, { readonly name: string; readonly unit: string }>>;
  readonly alarms: Readonly<Record<string, string>>;
}

/** What whole files come to, as far as they were read. Hours and days are UTC. */
export interface CsvScan {
  readonly state: "running" | "done" | "stopped" | "failed";
  readonly error: string | null;
  readonly read: number;
  readonly accepted: number;
  readonly malformed: number;
  readonly unconvertible: number;
  /** 0…1; null: not known. */
  readonly fraction: number | null;
  /** Rows a second. */
  readonly rate: number;
  readonly secondsLeft: number | null;
  /** Length of the stretches, ms: an hour, or a day where there are many. */
  readonly step: number;
  /** Oldest first; at most 20,000. `refused`: rows refused among that stretch's, of the first 10,000 refused. */
  readonly stretches: readonly { readonly from: number; readonly events: number; readonly refused: number }[];
  /** Events of further days. */
  readonly others: number;
}

export interface PreviewRow {
  readonly line: number;
  readonly raw: string;
  /** Empty when refused, or not read; several for a wide table. */
  readonly events: readonly EventRow[];
  readonly refused: { readonly reason: RefusalReason; readonly detail: string } | null;
}

export interface FilesMethods {
  /** The beginning of the first file, of one not understood its columns to choose from, and what all of them, those of folders too, come to. */
  "csv.preview": Method<
    { readonly paths: readonly string[]; readonly mapping?: Readonly<Record<string, unknown>>; readonly rows?: number },
    CsvPreview
  >;
  /** Begins to count whole files by day, beside what is open; another call, or `csv.scanStop`, ends it. */
  "csv.scan": Method<{ readonly paths: readonly string[]; readonly mapping: Readonly<Record<string, unknown>> }, None>;
  "csv.scanned": Method<None, CsvScan | null>;
  "csv.scanStop": Method<None, None>;
  /** `total`: refused for this reason (or any), also those beyond what is kept. */
  "rejects.page": Method<
    { readonly offset: number; readonly limit: number; readonly reason?: RefusalReason },
    { readonly rows: readonly RejectRow[]; readonly kept: number; readonly total: number }
  >;
  /** As `rejects.csv` of `weir run` has them. */
  "rejects.export": Method<{ readonly path: string; readonly reason?: RefusalReason }, { readonly rows: number }>;
}
