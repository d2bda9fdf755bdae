import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { alertLine } from "../sinks/files/result-files.ts";
import { writeWholeSync } from "../sources/whole-file.ts";
import { openAnalysis } from "./analysis.ts";
import { filesInput } from "./analysis-input.ts";

export interface ScenarioResult {
  readonly name: string;
  readonly passed: boolean;
  /** What differs, one line each. */
  readonly differences: readonly string[];
}

/** Refused rows of one scenario that are looked at. */
const REJECTS = 10_000;
const MAKE = "make scenarios/NAME/events.csv and expected.jsonl";

/**
 * Runs a plugin's own scenarios: each folder below `scenarios/` holds `events.csv`, optional `settings.json` and `expected.jsonl`, one
 * alert a line with the fields that matter, then `{"row","filtered"}` of each row a filter of the plugin drops. `update` writes what came
 * instead of comparing. Throws an Error of one line where there is nothing to run.
 */
export async function runScenarios(folder: string, workerDir: string, update: boolean): Promise<ScenarioResult[]> {
  const parent = join(folder, "scenarios");
  if (!existsSync(parent)) throw new Error(`${folder} has no scenarios; ${MAKE}`);
  const results: ScenarioResult[] = [];
  for (const name of readdirSync(parent).sort()) {
    const events = join(parent, name, "events.csv");
    if (existsSync(events)) results.push(await runScenario(folder, name, join(parent, name), events, workerDir, update));
  }
  if (results.length === 0) throw new Error(`${parent} holds no folder with an events.csv; ${MAKE}`);
  return results;
}

async function runScenario(
  folder: string,
  name: string,
  place: string,
  events: string,
  workerDir: string,
  update: boolean,
): Promise<ScenarioResult> {
  const settings = existsSync(join(place, "settings.json"))
    ? (parseJson(readFileSync(join(place, "settings.json"), "utf8"), join(place, "settings.json")) as Record<
        string,
        string | number | boolean
      >)
    : {};
  const lines: string[] = [];
  const filtered: { readonly row: number; readonly line: string }[] = [];
  const problems: string[] = [];
  const { session } = await openAnalysis({
    input: filesInput([events], { plugins: [{ plugin: folder, settings }] }),
    workerDir,
    sinks: [{ write: async ({ alerts }) => void lines.push(...alerts.map(alertLine)), close: async () => {} }],
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
  });
  await session.run();
  lines.push(...filtered.sort((a, b) => a.row - b.row).map(({ line }) => line));
  const expectedFile = join(place, "expected.jsonl");
  if (update) {
    writeWholeSync(expectedFile, lines.map((line) => `${line}\n`).join(""));
    return { name, passed: problems.length === 0, differences: problems };
  }
  if (!existsSync(expectedFile))
    problems.push(`${expectedFile} is missing: write the alerts you expect, nothing for none, or have it made with --update`);
  const expected = existsSync(expectedFile)
    ? readFileSync(expectedFile, "utf8")
        .split("\n")
        .filter((line) => line.trim() !== "")
    : [];
  const differences = [...problems];
  for (let i = 0; i < Math.max(expected.length, lines.length); i++) {
    const wanted = expected[i];
    const got = lines[i];
    if (wanted === undefined) differences.push(`one ${got?.startsWith('{"row"') ? "row dropped" : "alert"} too many: ${got}`);
    else if (got === undefined) differences.push(`missing: ${wanted}`);
    else if (!contains(JSON.parse(got), parseJson(wanted, `${expectedFile} line ${i + 1}`)))
      differences.push(`expected ${wanted}, got ${got}`);
  }
  return { name, passed: differences.length === 0, differences };
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${where} is not valid JSON: ${(error as Error).message}`);
  }
}

/** Every field of `wanted` is the same in `got`; what `wanted` does not name does not matter. */
function contains(got: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return Object.is(got, wanted);
  if (typeof got !== "object" || got === null || Array.isArray(got) !== Array.isArray(wanted)) return false;
  return Object.entries(wanted).every(([name, value]) => contains((got as Record<string, unknown>)[name], value));
}
