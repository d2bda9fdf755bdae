// Reports and pages of them.

import type { Setting } from "../../../plugins/api.ts";
import type { Method, None } from "./method.ts";

export interface ReportCard {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly plugin: string;
  readonly settings: readonly { readonly name: string; readonly declaration: Setting }[];
}

/** Plain data for echarts. Colours are written `var(--name)`, by the names of the design's tokens. */
export interface ReportPicture {
  readonly option: Readonly<Record<string, unknown>>;
  /** px. */
  readonly height: number;
  /** What the chart leaves out or adds up; "" = nothing. */
  readonly note: string;
  /** Wants two thirds of a page, not one. */
  readonly wide: boolean;
  /** Of a heat map. */
  readonly ramp: { readonly colours: readonly string[]; readonly most: number } | null;
}

/** Columns in the order of the declaration; at most 10,000 rows, `rows` says how many there were. */
export interface ReportResult {
  readonly id: string;
  readonly title: string;
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  /** What it chose where the settings leave it open, for a person; "": nothing. */
  readonly chosen: string;
  readonly columns: readonly {
    readonly name: string;
    readonly label: string;
    readonly unit: string;
    readonly values: readonly (string | number | boolean | null)[];
    /** Catalogue names of the codes in it. */
    readonly names: Readonly<Record<string, string>>;
  }[];
  /** null: a table, or nothing to draw. Made of every row, not of the 10,000. */
  readonly picture: ReportPicture | null;
  /** Numbers that stand large at the top of a page. */
  readonly figures: readonly { readonly label: string; readonly value: string; readonly aside: string }[];
  readonly rows: number;
  /** There are more rows than a report may have; those beyond are in nothing. */
  readonly cut: boolean;
  readonly seconds: number;
}

export type ReportValues = Readonly<Record<string, number | boolean | string>>;

/** Reports on one page, in their order. */
export interface ReportPage {
  readonly reports: readonly { readonly id: string; readonly settings: ReportValues }[];
  readonly title: string;
  readonly notes: string;
  readonly timezone: string;
  /** Only what is of [from, to), ms; null: everything. */
  readonly range: { readonly from: number; readonly to: number } | null;
}

export interface ReportsMethods {
  "reports.list": Method<None, { readonly reports: readonly ReportCard[] }>;
  "reports.run": Method<
    { readonly id: string; readonly settings: ReportValues; readonly timezone: string; readonly range: ReportPage["range"] },
    ReportResult
  >;
  /** Stops what is computed for reports; whoever waits is told. */
  "reports.cancel": Method<None, None>;
  /** Data to `path`; several reports as CSV or Parquet to a file each. */
  "reports.export": Method<
    ReportPage & { readonly format: "html" | "json" | "csv" | "parquet"; readonly path: string },
    { readonly files: readonly string[] }
  >;
  /** The page as a file of the app's own, for `app.printPdf`; gone when the app ends. */
  "reports.page": Method<ReportPage, { readonly html: string }>;
  /** The same page from a terminal; null: what is open is no file. */
  "reports.command": Method<ReportPage, { readonly command: string | null }>;
}
