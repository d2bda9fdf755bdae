import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { alertLine } from "../sinks/files/result-lines.ts";
import { writeWholeSync } from "../sources/whole-file.ts";
import { openAnalysis } from "./analysis.ts";
import { filesInput } from "./analysis-input.ts";
import type { PluginChoice } from "./plugin-choice.ts";

export interface ScenarioResult {
  readonly name: string;
  readonly passed: boolean;
  /** What differs, one line each. */
  readonly differences: readonly string[];
}

/** Scenarios of a plugin that ships with Weir, as the build left them. */
export const shippedScenarios = (name: string, workerDir: string): string => join(workerDir, "plugins", name);

/** Refused rows of one scenario that are looked at. */
const REJECTS = 10_000;
const EXPECTED = "expected.jsonl";
const MAKE = "make scenarios/NAME/events.csv and expected.jsonl";

/**
 * Runs a plugin's own scenarios: each folder below `scenarios/` holds `events.csv`, optional `settings.json` and `expected.jsonl`, one
 * alert a line with the fields that matter, then `{"row","filtered"}` of each row a filter of the plugin drops. `update` writes what came
 * instead of comparing; `only`: that one alone; `plugin`: what is run, an id where it ships with Weir. Throws an Error of one line where there
 * is nothing to run.
 */
export async function runScenarios(
  folder: string,
  workerDir: string,
  update: boolean,
  only?: string,
  plugin = folder,
): Promise<ScenarioResult[]> {
  const parent = join(folder, "scenarios");
  if (!existsSync(parent)) throw new Error(`${folder} has no scenarios; ${MAKE}`);
  const results: ScenarioResult[] = [];
  let ran = 0;
  for (const name of readdirSync(parent).sort()) {
    if (only !== undefined && name !== only) continue;
    const place = join(parent, name);
    if (name.startsWith(".") || !statSync(place).isDirectory()) continue;
    if (!existsSync(join(place, "events.csv"))) {
      const missing = `${join(place, "events.csv")} is missing: a scenario begins with its events`;
      results.push({ name, passed: false, differences: [missing] });
      continue;
    }
    ran++;
    const came = await runScenario(plugin, place, workerDir);
    const differences = update ? written(place, came) : [...came.problems, ...differencesTo(place, came.lines)];
    results.push({ name, passed: differences.length === 0, differences });
  }
  if (ran === 0) throw new Error(`${parent} holds no folder with an events.csv; ${MAKE}`);
  return results;
}

/** What a plugin makes of a scenario: alerts, then rows it drops, as lines; and what went wrong. */
interface Came {
  readonly lines: readonly string[];
  readonly problems: readonly string[];
}

async function runScenario(plugin: string, place: string, workerDir: string): Promise<Came> {
  const events = join(place, "events.csv");
  const alerts: string[] = [];
  const filtered: { readonly row: number; readonly line: string }[] = [];
  const problems: string[] = [];
  const settings = settingsIn(place);
  const { session } = await openAnalysis({
    input: filesInput([events], { plugins: [{ plugin, settings }] }),
    workerDir,
    sinks: [{ write: async (results) => void alerts.push(...results.alerts.map(alertLine)), close: async () => {} }],
    recorders: [
      {
        events: async () => {},
        rejects: async (rejects) => {
          for (const { row, reason, detail } of rejects)
            if (reason === "filtered") filtered.push({ row, line: JSON.stringify({ row, filtered: detail }) });
            else problems.push(`${events} row ${row} is refused: ${detail}`);
        },
      },
    ],
    rejectCap: REJECTS,
    onProblem: ({ hook, message, file, line }) =>
      problems.push(`${hook}: ${message}${line === null ? "" : ` (${file}:${line})`}`),
  }).catch((error: Error) => {
    throw new Error(error.message.includes(place) ? error.message : `${place}: ${error.message}`);
  });
  await session.run();
  const dropped = filtered.sort((a, b) => a.row - b.row).map(({ line }) => line);
  return { lines: [...alerts, ...dropped], problems };
}

/** Throws an Error of one line for a file that is no JSON of an object. */
function settingsIn(place: string): PluginChoice["settings"] {
  const file = join(place, "settings.json");
  if (!existsSync(file)) return {};
  const settings = parseJson(readFileSync(file, "utf8"), file);
  if (typeof settings !== "object" || settings === null || Array.isArray(settings))
    throw new Error(`${file} must be an object of settings, such as { "limit": 30 }`);
  return settings as PluginChoice["settings"];
}

/** Writes down what came; answers what went wrong. */
function written(place: string, { lines, problems }: Came): readonly string[] {
  writeWholeSync(join(place, EXPECTED), lines.map((line) => `${line}\n`).join(""));
  return problems;
}

/** One line each. Throws an Error of one line for an expectation that is no JSON. */
function differencesTo(place: string, lines: readonly string[]): string[] {
  const file = join(place, EXPECTED);
  const differences: string[] = [];
  if (!existsSync(file))
    differences.push(`${file} is missing: write the alerts you expect, nothing for none, or have it made with --update`);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const expected = text.split("\n").filter((line) => line.trim() !== "");
  for (let i = 0; i < Math.max(expected.length, lines.length); i++) {
    const wanted = expected[i];
    const got = lines[i];
    if (wanted === undefined) differences.push(`one ${got?.startsWith('{"row"') ? "row dropped" : "alert"} too many: ${got}`);
    else if (got === undefined) differences.push(`missing: ${wanted}`);
    else {
      const differing = differencesOf(JSON.parse(got), parseJson(wanted, `${file} line ${i + 1}`), "");
      if (differing.length > 0) differences.push(`line ${i + 1}: ${differing.join("; ")}`);
    }
  }
  return differences;
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${where} is not valid JSON: ${(error as Error).message}`);
  }
}

/** Fields of `wanted` that are not the same in `got`, in words; what `wanted` does not name does not matter. */
function differencesOf(got: unknown, wanted: unknown, name: string): string[] {
  const other = (): string[] => [
    `${name === "" ? "" : `${name} `}expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got) ?? "none"}`,
  ];
  if (typeof wanted !== "object" || wanted === null) return Object.is(got, wanted) ? [] : other();
  if (typeof got !== "object" || got === null || Array.isArray(got) !== Array.isArray(wanted)) return other();
  return Object.entries(wanted).flatMap(([part, value]) =>
    differencesOf((got as Record<string, unknown>)[part], value, name === "" ? part : `${name}.${part}`),
  );
}
