import { SeriesText } from "../../src-main/sinks/files/series-text.ts";
import type { RuleSeries } from "../../src-main/sinks/sink.ts";

/** `series.csv` of several rules as text; see SeriesText. */
export function seriesLines(series: readonly RuleSeries[]): string {
  const text = new SeriesText();
  const parts: Buffer[] = [];
  const keep = (bytes: Uint8Array): void => {
    parts.push(Buffer.from(bytes));
  };
  text.write(series, keep);
  text.flush(keep);
  return Buffer.concat(parts).toString("utf8");
}
