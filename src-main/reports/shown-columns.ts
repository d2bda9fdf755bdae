import type { ReportResult } from "./report-result.ts";

type Column = ReportResult["columns"][number];

/** The columns a table shows: one that in every row only says again the name that stands by a code is for the data files. */
export function shownColumns(columns: readonly Column[]): readonly Column[] {
  const coded = columns.filter(({ names }) => Object.keys(names).length > 0);
  return columns.filter((column) => !coded.some((codes) => codes !== column && repeats(column, codes)));
}

const repeats = ({ values }: Column, { values: codes, names }: Column): boolean =>
  values.every((value, row) => {
    const code = codes[row] ?? null;
    return (
      typeof value === "string" &&
      code !== null &&
      value === (Object.hasOwn(names, String(code)) ? names[String(code)] : String(code))
    );
  });
