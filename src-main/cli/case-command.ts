import { Command } from "commander";
import { type AnalysisInput, filesInput, workspaceInput } from "../session/analysis-input.ts";
import { CASE_ENDING } from "../session/case/case-ending.ts";
import { writeCase } from "../session/case/case-file.ts";
import { findCase } from "../session/case/find-case.ts";
import { isFolderChoice, parsePluginChoice } from "../session/plugin-choice.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import type { Session } from "../session/session.ts";
import { WEIR_VERSION } from "../session/version.ts";
import { readWorkspace } from "../session/workspace.ts";
import { counted } from "./counted.ts";
import { asUsage, UsageError } from "./failure.ts";
import { checkStretch, checkWritable, collect, durationFlag, orderFlag, timeOption } from "./options.ts";
import { sayProblems } from "./problem-line.ts";
import { ProgressLine } from "./progress-line.ts";
import { sourceKind } from "./run-input.ts";
import { say } from "./terminal.ts";

interface Flags {
  readonly alert: string;
  readonly out: string;
  readonly mapping?: string;
  readonly order: "time" | "arrival";
  readonly outOfOrderness: number;
  readonly from?: number;
  readonly to?: number;
  readonly plugin?: readonly string[];
}

const EXAMPLE = `
Example:
  weir run f.csv --out results                              alerts.jsonl has the ids
  weir case f.csv --alert 3acb197a0f2df294a83c4ca24d960331 --out why.weir-case
  weir run why.weir-case                                    does it come again, on any machine?`;

/** `weir case`: an alert with all it rests on as a file, as *Save as case* makes it in the app. */
export function caseCommand(workerDir: string): Command {
  return new Command("case")
    .description("Keep one alert with its events, its rule and the code in a file that gives it again anywhere.")
    .argument("<sources...>", "what weir run read: a *.weir.json workspace of files, CSV or Parquet files, or a store")
    .requiredOption("--alert <id>", "the alert, by its id in alerts.jsonl")
    .requiredOption("--out <file>", `the case, NAME${CASE_ENDING}`)
    .optionsGroup("As that run had them:")
    .option("--mapping <file>", "a mapping file instead of detection")
    .addOption(orderFlag("files: in which rows are taken"))
    .addOption(durationFlag("--out-of-orderness <duration>", "with --order arrival: how far events may be out of order", 0))
    .option("--from <time>", "a store: events from this time on", timeOption)
    .option("--to <time>", "a store: events before this time", timeOption)
    .option("--plugin <id[:key=value,…]>", "a rule or filter by id or folder; repeat for several", collect)
    .addHelpText("after", EXAMPLE)
    .action((sources: string[], flags: Flags) => run(sources, flags, workerDir));
}

async function run(sources: readonly string[], flags: Flags, workerDir: string): Promise<void> {
  const { alert: id, out } = flags;
  if (!out.endsWith(CASE_ENDING)) throw new UsageError(`--out ${out}: must end in ${CASE_ENDING}`);
  checkWritable("--out", out);
  checkStretch(flags);
  const input = await asUsage(() => inputOf(sources, flags));
  const folders = (input.plugins ?? []).flatMap(({ plugin, folder }) => folder ?? (isFolderChoice(plugin) ? [plugin] : []));
  const library = await asUsage(() => PluginLibrary.open({ workerDir, folders: [...new Set(folders)], gone: "refuse" }));
  try {
    sayProblems(library.problems);
    const content = await asUsage(() => findCase({ input, id, library, workerDir, version: WEIR_VERSION, run: shown }));
    if (content === null)
      throw new UsageError(
        `no alert of ${input.description} has the id ${id}; take one of alerts.jsonl, with the flags of the run that gave it`,
      );
    writeCase(out, content);
    const { rule, events } = content;
    say(
      `${out}: ${rule.id} ${rule.version}, ${counted(events.time.length, "event")}; weir run ${out} says whether the alert comes again`,
    );
  } finally {
    await library.close();
  }
}

function inputOf(sources: readonly string[], { plugin, mapping, order, outOfOrderness, from, to }: Flags): AnalysisInput {
  const [first = ""] = sources;
  const kind = sourceKind(sources);
  const plugins = plugin === undefined ? null : plugin.map(parsePluginChoice);
  if (sources.includes("-")) throw new Error("a case reads its files twice: stdin cannot be used");
  const already = sources.find((source) => source.endsWith(CASE_ENDING));
  if (already !== undefined) throw new Error(`${already} is a case already: weir run ${already} gives its alert again`);
  if (kind === "queue")
    throw new Error("a case needs events that can be read again: record the queue with weir run --store, and name the store");
  if (kind !== "workspace") return filesInput(sources, { mapping, order, outOfOrderness, stretch: { from, to }, plugins });
  const input = workspaceInput(readWorkspace(first), first);
  if (input.queue !== null) throw new Error(`${first} reads a queue; name the store that has its events`);
  return plugins === null ? input : { ...input, plugins };
}

async function shown(session: Session, note: string): Promise<void> {
  const progress = new ProgressLine();
  const timer = setInterval(() => {
    const { progress: share, metrics } = session.status();
    progress.update(share, metrics.records_read_total, note);
  }, 200);
  try {
    await session.run();
  } finally {
    clearInterval(timer);
    progress.end();
  }
}
