import { counted } from "./chart-style.ts";
import type { ReportResult } from "./report-result.ts";

/** A number that stands large at the top of a page, with what it is of. */
export interface KeyFigure {
  readonly label: string;
  readonly value: string;
  readonly aside: string;
}

/** What the shipped reports at hand already know; nothing is computed again, and what no report says is left out. `range`: they are of a range. */
export function keyFigures(results: readonly ReportResult[], range = false): KeyFigure[] {
  const find = (id: string): ReportResult | undefined => results.find((result) => result.id === id);
  const figures: KeyFigure[] = [];
  const add = (label: string, value: string, aside = ""): void => void figures.push({ label, value, aside });
  const share = find("station-share");
  if (share !== undefined) {
    add("Events", counted(total(share, "events")));
    const stations = share.columns.find(({ name }) => name === "station")?.values.filter((code) => code !== "") ?? [];
    if (stations.length > 0) add("Stations", counted(stations.length));
  }
  const ranking = find("alarm-ranking");
  if (ranking !== undefined) {
    const kinds =
      ranking.columns.find(({ name }) => name === "raised")?.values.filter((raised) => Number(raised) > 0).length ?? 0;
    const of = ranking.rows === 0 ? "no alarm in the data" : `of ${counted(kinds)} of ${counted(ranking.rows)} kinds`;
    add("Alarms raised", counted(total(ranking, "raised")), of);
    const most = Number(cell(ranking, "exceeded", 0) ?? 0);
    const name = String(cell(ranking, "name", 0) ?? "");
    if (most > 0 && name !== "") add("Most over threshold", name, `${counted(most)} events`);
    else if (most > 0) add("Over threshold", counted(most), "events");
  }
  const quality = find("data-quality");
  if (quality !== undefined && quality.rows > 0) {
    const [read, accepted] = [total(quality, "read"), total(quality, "accepted")];
    const of = read === 0 ? "" : `${percent((read - accepted) / read)} of ${counted(read)}`;
    add("Refused rows", counted(read - accepted), range ? [of, "of everything read"].filter(Boolean).join(", ") : of);
    const { value, aside } = longestGap(quality);
    add("Longest gap", value, [aside, range ? "in the range" : ""].filter(Boolean).join(" "));
  }
  return figures;
}

/** A dash and why, where there are no two times to lie apart. */
function longestGap(quality: ReportResult): Pick<KeyFigure, "value" | "aside"> {
  const of = (name: string) =>
    Array.from({ length: quality.rows }, (_, i) => cell(quality, name, i)).filter((each) => each != null);
  const longest = Math.max(0, ...of("longest_gap").map(Number));
  if (longest > 0) return { value: duration(longest), aside: "" };
  if (of("first").length === 0) return { value: "–", aside: "no event" };
  return { value: "–", aside: quality.rows === 1 ? "all events at one time" : "no source with events at two times" };
}

const cell = ({ columns }: ReportResult, name: string, row: number) =>
  columns.find((column) => column.name === name)?.values[row];

function total({ columns }: ReportResult, name: string): number {
  const values = columns.find((column) => column.name === name)?.values ?? [];
  return values.reduce<number>((sum, value) => sum + Number(value ?? 0), 0);
}

const percent = (share: number): string => (share === 0 ? "0 %" : share < 0.0001 ? "< 0.01 %" : `${(share * 100).toFixed(2)} %`);

/** `3 h 12 min` of ms: the two largest parts. */
export function duration(ms: number): string {
  const units: readonly (readonly [string, number])[] = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1000],
  ];
  const at = units.findIndex(([, size]) => ms >= size);
  const [name, size] = units[at] ?? ["ms", 1];
  const [nextName, nextSize] = units[at + 1] ?? ["", 1];
  const whole = Math.floor(ms / size);
  const rest = at < 0 || nextName === "" ? 0 : Math.floor((ms - whole * size) / nextSize);
  return `${counted(whole)} ${name}${rest > 0 ? ` ${rest} ${nextName}` : ""}`;
}
