import { Command, Option } from "commander";
import { formatDuration, parseDuration } from "../engine/duration.ts";
import { parseWindow } from "../engine/window-text.ts";
import { filesInput } from "../session/analysis-input.ts";
import { type Difference, differenceOf } from "../session/difference.ts";
import type { HeldAlerts } from "../session/held-alerts.ts";
import { presetsOf } from "../session/open-recorded-input.ts";
import { isFolderChoice, parsePluginChoice } from "../session/plugin-choice.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { alertsUnder, type Saved, windowsUnder } from "../session/what-if.ts";
import { asUsage, UsageError } from "./failure.ts";
import { collect } from "./options.ts";
import { sayProblems } from "./problem-line.ts";
import { ProgressLine } from "./progress-line.ts";
import { print, printJson } from "./terminal.ts";
import { type Step, whatifTable } from "./whatif-table.ts";
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
    .addOption(new Option("--once").argParser(refuseOnce).hideHelp())
    .option("--table", "a text to read (Markdown) instead of JSON", false)
    .action((files: string[], flags: Flags) => run(files, flags, workerDir));
}

/** Other commands have it for files that follow one another. */
function refuseOnce(): never {
  throw new UsageError(
    "--once is for files in order of time; whatif reads them in order of arrival, where rows that a file before theirs has too come late: give it files that do not overlap",
  );
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
    const { problems } = await asUsage(() => library.activate(input.plugins));
    sayProblems([...library.problems, ...problems]);
    const { sources, lateness, late, windows, saved, differences } = await asUsage(() =>
      shown("windows", (onProgress) =>
        windowsUnder(paths, { mapping: flags.mapping, presets: presetsOf(library.set.catalogues) }, bounds, query, onProgress),
      ),
    );
    const alerts: HeldAlerts[] = [];
    for (const bound of bounds)
      alerts.push(
        await shown(`alerts with ${formatDuration(bound)}`, (onProgress) =>
          alertsUnder(input, bound, workerDir, library, onProgress),
        ),
      );
    const outcomes = bounds.map((bound, i) => ({
      out_of_orderness: bound,
      late: late[i] as number,
      windows: windows[i] as number,
      alerts: alerts[i]?.count as number,
    }));
    // Up to the same time of all, or an alert that is held of one alone would be new or gone.
    const until = Math.min(...alerts.map((held) => held.until));
    const held = alerts.map((each) => each.before(until));
    const steps = differences.map((difference, i) => ({
      from: bounds[i] as number,
      to: bounds[i + 1] as number,
      saved: saved[i] as Saved,
      windows: difference,
      alerts: differenceOf(held[i] as Map<string, string>, held[i + 1] as Map<string, string>),
    }));
    if (flags.table) print(whatifTable({ sources, lateness, outcomes, steps, until }));
    else
      printJson({
        sources,
        lateness,
        bounds: outcomes,
        ...(until === Number.POSITIVE_INFINITY ? {} : { alerts_compared_until: until }),
        steps: steps.map(jsonOf),
      });
  } finally {
    await library.close();
  }
}

/** The files are read once for the windows and once a bound for the alerts: `note` says which it is. */
async function shown<T>(
  note: string,
  read: (onProgress: (share: number | null, rows: number) => void) => Promise<T>,
): Promise<T> {
  const progress = new ProgressLine();
  try {
    return await read((share, rows) => progress.update(share, rows, note));
  } finally {
    progress.end();
  }
}

function jsonOf({ from, to, saved, windows, alerts }: Step) {
  const json = (line: string): unknown => JSON.parse(line);
  const shown = ({ added, removed, changed, same, examples }: Difference) => ({
    ...{ same, added, removed, changed },
    examples: {
      added: examples.added.map(json),
      removed: examples.removed.map(json),
      changed: examples.changed.map(([before, after]) => ({ before: json(before), after: json(after) })),
    },
  });
  return { from, to, rows_saved: saved.rows, rows: saved.first, windows: shown(windows), alerts: shown(alerts) };
}
