import { writeWholeSync } from "../sources/whole-file.ts";
import { emptySection, htmlPage, type PageHead, reportSection } from "./html-page.ts";
import { keyFigures } from "./key-figures.ts";
import { writeReportParquet } from "./report-parquet.ts";
import type { ReportResult } from "./report-result.ts";
import { reportCsv, reportsJson } from "./report-text.ts";

/**
 * Reports as one HTML page with their key figures on top; several that have no row share a block at its end. `range`: they are of a range, not
 * of everything read.
 */
export async function reportPage(
  results: readonly ReportResult[],
  head: Omit<PageHead, "figures">,
  range = false,
): Promise<string> {
  const empty = results.filter(({ rows }) => rows === 0);
  const sections = results.flatMap((result, i) => (empty.length > 1 && result.rows === 0 ? [] : reportSection(result, i)));
  if (empty.length > 1) sections.push(emptySection(empty));
  return htmlPage({ ...head, figures: keyFigures(results, range) }, sections);
}

/** Reports as data, a file each for CSV and Parquet when there are several (`F-ID.csv`). Answers the files. */
export async function writeReportData(
  results: readonly ReportResult[],
  path: string,
  format: "json" | "csv" | "parquet",
  defuse = false,
): Promise<string[]> {
  if (format === "json") return [writeText(path, reportsJson(results))];
  const files = ownFiles(results, path);
  for (const [i, result] of results.entries()) {
    const file = files[i] as string;
    if (format === "csv") writeText(file, reportCsv(result, defuse));
    else await writeReportParquet(result, file);
  }
  return files;
}

/** One name a report; a report that stands twice on a page gets a number. */
function ownFiles(results: readonly ReportResult[], path: string): string[] {
  if (results.length === 1) return [path];
  const seen = new Map<string, number>();
  return results.map(({ id }) => {
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    return path.replace(/(\.[^./\\]+)?$/, `-${id}${times > 1 ? `-${times}` : ""}$1`);
  });
}

/** Answers the path. */
export function writeText(path: string, text: string): string {
  writeWholeSync(path, text);
  return path;
}
