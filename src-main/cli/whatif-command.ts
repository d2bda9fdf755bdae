import { Command, Option } from "commander";
import { formatDuration, parseDuration } from "../engine/duration.ts";
import { parseWindow } from "../engine/window-text.ts";
import { filesInput } from "../session/analysis-input.ts";
import { presetsOf } from "../session/open-recorded-input.ts";
import { isFolderChoice, parsePluginChoice } from "../session/plugin-choice.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { alertsUnder, type Difference, differenceOf, type Outcome, windowsUnder } from "../session/what-if.ts";
import { asUsage, UsageError } from "./failure.ts";
import { collect } from "./options.ts";
import { print, printJson } from "./terminal.ts";
import { parseAggregates, parseParts } from "./window-flags.ts";

interface Flags {
  readonly outOfOrderness: readonly number[];
  readonly window: string;
  readonly by: string;
  readonly aggregate: string;
  readonly plugin?: readonly string[];
  readonly mapping?: string;
  readonly table: boolean;
}

/** Lines of each kind that are shown; all are counted. */
const SHOWN = 20;

export function whatifCommand(workerDir: string): Command {
  return new Command("whatif")
    .description(
      "Which rows, windows and alerts change when late rows are waited for longer? The file is read in order of arrival.",
    )
    .argument("<files...>", "CSV files, globs, folders, .gz")
    .addOption(
      new Option("--out-of-orderness <durations>", "bounds to compare, comma separated")
        .argParser(boundsOption)
        .default([5000, 30_000], "5s,30s"),
    )
    .option("--window <spec>", "windows to compare: sliding:60s/5s, tumbling:D, session:D", "tumbling:5m")
    .option("--by <parts>", "key parts of the windows", "station,sensor")
    .option("--aggregate <names>", "as for weir window", "count,min,max,mean")
    .option("--plugin <rule>", "ID[:key=value,…] or a folder, again for more; the default rules when absent", collect)
    .option("--mapping <file>", "a mapping file instead of detection")
    .option("--table", "a text to read (Markdown) instead of JSON", false)
    .action((files: string[], flags: Flags) => run(files, flags, workerDir));
}

function boundsOption(text: string): number[] {
  const bounds = [...new Set(text.split(",").map((part) => parsePart(part.trim())))].sort((a, b) => a - b);
  if (bounds.length < 2) throw new UsageError(`--out-of-orderness ${text}: write at least two bounds, such as 5s,30s`);
  return bounds;
}

function parsePart(text: string): number {
  try {
    return text === "0" ? 0 : parseDuration(text);
  } catch (error) {
    throw new UsageError(`--out-of-orderness: ${(error as Error).message}`);
  }
}

async function run(paths: readonly string[], flags: Flags, workerDir: string): Promise<void> {
  const window = await asUsage(() => parseWindow(flags.window));
  if (window.kind !== "tumbling" && window.kind !== "sliding" && window.kind !== "session")
    throw new UsageError(`--window ${flags.window}: only windows of time can be compared; choose e.g. tumbling:5m`);
  if (paths.includes("-")) throw new UsageError("whatif reads its files more than once: stdin cannot be used");
  const by = parseParts(flags.by);
  const query = { window, by, ...parseAggregates(flags.aggregate) };
  const choices = await asUsage(() => (flags.plugin ?? []).map(parsePluginChoice));
  const folders = choices.flatMap(({ plugin }) => (isFolderChoice(plugin) ? [plugin] : []));
  const library = await asUsage(() => PluginLibrary.open({ workerDir, folders, gone: "refuse" }));
  try {
    const bounds = flags.outOfOrderness;
    const input = filesInput(paths, { mapping: flags.mapping, order: "arrival", plugins: choices.length > 0 ? choices : null });
    const { lateness, late, windows } = await asUsage(() =>
      windowsUnder(paths, { mapping: flags.mapping, presets: presetsOf(library.set.catalogues) }, bounds, query),
    );
    const outcomes: Outcome[] = [];
    for (const [i, outOfOrderness] of bounds.entries())
      outcomes.push({
        outOfOrderness,
        late: late[i] ?? [],
        windows: windows[i] ?? new Map(),
        alerts: await alertsUnder(input, outOfOrderness, workerDir, library),
      });
    const steps = outcomes.slice(1).map((after, i) => stepBetween(outcomes[i] as Outcome, after));
    if (flags.table) print(tableOf(lateness, outcomes, steps));
    else printJson({ lateness, bounds: outcomes.map(summaryOf), steps: steps.map(jsonOf) });
  } finally {
    await library.close();
  }
}

type Lateness = Awaited<ReturnType<typeof windowsUnder>>["lateness"];

interface Step {
  readonly from: number;
  readonly to: number;
  /** Rows late under the first bound and in time under the second. */
  readonly saved: Outcome["late"];
  readonly windows: Difference;
  readonly alerts: Difference;
}

function stepBetween(before: Outcome, after: Outcome): Step {
  const still = new Set(after.late.map(({ source, row }) => `${source} ${row}`));
  return {
    from: before.outOfOrderness,
    to: after.outOfOrderness,
    saved: before.late.filter(({ source, row }) => !still.has(`${source} ${row}`)),
    windows: differenceOf(before.windows, after.windows),
    alerts: differenceOf(before.alerts, after.alerts),
  };
}

const summaryOf = ({ outOfOrderness, late, windows, alerts }: Outcome) => ({
  out_of_orderness: outOfOrderness,
  late: late.length,
  windows: windows.size,
  alerts: alerts.size,
});

function jsonOf({ from, to, saved, windows, alerts }: Step) {
  const json = (line: string): unknown => JSON.parse(line);
  const shown = ({ added, removed, changed, same }: Difference) => ({
    same,
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    examples: {
      added: added.slice(0, SHOWN).map(json),
      removed: removed.slice(0, SHOWN).map(json),
      changed: changed.slice(0, SHOWN).map(([before, after]) => ({ before: json(before), after: json(after) })),
    },
  });
  return {
    from,
    to,
    rows_saved: saved.length,
    rows: saved.slice(0, SHOWN),
    windows: shown(windows),
    alerts: shown(alerts),
  };
}

function tableOf(lateness: Lateness, outcomes: readonly Outcome[], steps: readonly Step[]): string {
  const { rows, behind, median, p99, most } = lateness;
  const lines = [
    behind === 0
      ? `All ${rows} rows come in order of time: no bound changes anything.`
      : `${behind} of ${rows} rows come behind a later one: half by up to ${span(median)}, 99 % by up to ${span(p99)}, at most ${span(most)}. With a bound of ${span(most)} no row is late.`,
    "",
    "| wait | late rows | windows | alerts |",
    "| --- | --- | --- | --- |",
    ...outcomes.map(
      ({ outOfOrderness, late, windows, alerts }) =>
        `| ${span(outOfOrderness)} | ${late.length} | ${windows.size} | ${alerts.size} |`,
    ),
  ];
  for (const { from, to, saved, windows, alerts } of steps) {
    lines.push("", `**${span(to)} instead of ${span(from)}**: ${saved.length} rows are no longer late.`);
    for (const [what, { added, removed, changed }] of [
      ["windows", windows],
      ["alerts", alerts],
    ] as const)
      lines.push(`- ${what}: ${changed.length} change, ${added.length} come, ${removed.length} go`);
    for (const line of alerts.added.slice(0, SHOWN)) lines.push(`  - comes: ${alertText(line)}`);
    for (const line of alerts.removed.slice(0, SHOWN)) lines.push(`  - goes: ${alertText(line)}`);
  }
  return lines.join("\n");
}

const span = (ms: number): string => (ms === 0 ? "0s" : formatDuration(ms));

function alertText(line: string): string {
  const { rule, title, time, key } = JSON.parse(line) as {
    rule: string;
    title: string;
    time: number;
    key: { station: string; sensor: string; alarm: string };
  };
  const place = [key.station, key.sensor, key.alarm].filter((part) => part !== "").join(" ");
  return `${new Date(time).toISOString()} ${rule} ${place}: ${title}`.replaceAll("\n", " ");
}
