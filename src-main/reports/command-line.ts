import type { Setting } from "../../plugins/api.ts";
import { formatDuration } from "../engine/duration.ts";
import type { ReportDeclared, ReportSettings } from "./report-result.ts";

export interface CommandParts {
  /** Files or a store. */
  readonly paths: readonly string[];
  /** Rows that a file before theirs has too are read once. */
  readonly once?: boolean;
  readonly reports: readonly { readonly declaration: ReportDeclared; readonly settings: ReportSettings }[];
  /** These and no more run when none is named. */
  readonly all: readonly string[];
  readonly title: string;
  readonly notes: string;
  readonly timezone: string;
  readonly range?: { readonly from?: number; readonly to?: number };
  readonly out: string;
}

/** The command that makes a page again, quoted for a POSIX shell: what is as it would be without a flag is left out. */
export function reportCommandLine(parts: CommandParts): string {
  const { paths, once = false, reports, all, title, notes, timezone, range, out } = parts;
  const words = ["weir", "report", ...paths, ...(once ? ["--once"] : [])];
  const changed = reports.map(({ declaration, settings }) => choiceText(declaration, settings));
  const asUsual = changed.length === all.length && changed.every((text, i) => text === all[i]);
  if (!asUsual) words.push(...changed.flatMap((text) => ["--report", text]));
  if (title !== "" && title !== "Report") words.push("--title", title);
  if (notes !== "") words.push("--notes", notes);
  if (timezone !== "UTC") words.push("--timezone", timezone);
  if (range?.from !== undefined) words.push("--from", new Date(range.from).toISOString());
  if (range?.to !== undefined) words.push("--to", new Date(range.to).toISOString());
  return [...words, "--out", out].map(shellWord).join(" ");
}

/** `id:key=value,…` with the settings that differ from their defaults. */
function choiceText({ id, settings: declared }: ReportDeclared, settings: ReportSettings): string {
  const pairs = Object.entries(declared)
    .filter(([name, { default: usual }]) => settings[name] !== undefined && settings[name] !== usual)
    .map(([name, setting]) => `${name}=${valueText(setting, settings[name] ?? "").replaceAll(",", "\\,")}`);
  return pairs.length === 0 ? id : `${id}:${pairs.join(",")}`;
}

const valueText = (setting: Setting, value: string | number | boolean): string =>
  setting.input === "duration" ? formatDuration(Number(value)) : String(value);

export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
