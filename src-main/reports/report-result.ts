import type { ChartSpec } from "../../plugins/api.ts";
import type { ReportDeclaration } from "../plugin-host/contract.ts";
import type { Cell } from "../store/sql.ts";

/** What a report plugin declares. */
export type ReportDeclared = Omit<ReportDeclaration, "type" | "plugin" | "version">;

export type ReportSettings = Readonly<Record<string, number | boolean | string>>;

/** Columns in the order of the declaration. */
export interface ReportResult {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly settings: ReportSettings;
  /** What it chose where that was left to it, as a person reads it; "": nothing. */
  readonly chosen: string;
  /** What it was asked for, as a person reads it. */
  readonly told: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    readonly label: string;
    readonly unit: string;
    readonly values: readonly Cell[];
    /** Catalogue names of the codes in it. */
    readonly names: Readonly<Record<string, string>>;
  }[];
  readonly chart: ChartSpec;
  readonly rows: number;
  /** Stopped at the row limit. */
  readonly cut: boolean;
  readonly seconds: number;
}
