import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertRow, MetricsSnapshot, ProblemRow } from "../../src-main/ipc/contract.ts";
import { ATTEMPTS, batches, idOf, judge } from "../plugin-host/attempts.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { type LaunchedApp, launchApp } from "../support/electron.ts";
import { writePlugin } from "../support/plugin-folder.ts";

const folder = temporaryFolder();
const file = join(folder.path, "bts.csv");
const GOOD = ["active-alarms", "alarm-counts", "sensor-statistics"];
const OFF = ["anomaly", "threshold-prediction"];
let weir: LaunchedApp;
let alone: Ran;

interface Ran {
  readonly good: readonly AlertRow[];
  readonly bad: readonly AlertRow[];
  readonly problems: readonly ProblemRow[];
  readonly read: number;
  /** Alerts and points of the good rules. */
  readonly counts: Readonly<Record<string, unknown>>;
}

// Each of one's own plugins is two processes, and an Electron starts slower than a Node: in every `npm test` every tenth of the quick
// ones and what is hardest to stop; all of them with `WEIR_ELECTRON_ATTEMPTS=1 npm test -- test/e2e/attempts`, in about three minutes.
// The whole table runs in Node in every `npm test`.
const HARD = ["alerts without end", "typed arrays without end", "one list without end", "a walk nothing interrupts"].concat([
  "a module that never ends",
]);
const all = process.env["WEIR_ELECTRON_ATTEMPTS"] === "1";
const quick = ATTEMPTS.filter(({ slow }) => !slow).filter((_, i) => i % 10 === 0);
const chosen = all ? ATTEMPTS : [...quick, ...ATTEMPTS.filter(({ name }) => HARD.includes(name))];

beforeAll(async () => {
  writeBts(file, { stations: 3, days: 1, seed: 5 });
  writeFileSync(join(folder.path, "secret.json"), '{"secret": "of the user"}');
  weir = await launchApp();
  await weir.page.getByTestId("start").waitFor();
  alone = await run([]);
});
afterAll(async () => {
  await weir.close();
  folder.remove();
});

/** Opens a workspace with the good rules and these plugins in the running app, and waits until its session has read the file. */
async function run(plugins: readonly { id: string; folder: string }[]): Promise<Ran> {
  const workspace = join(folder.path, "work.weir.json");
  const entries = [
    ...GOOD.map((id) => [id, { enabled: true }] as const),
    ...OFF.map((id) => [id, { enabled: false }] as const),
    ...plugins.map(({ id, folder: own }) => [id, { enabled: true, folder: own }] as const),
  ];
  writeFileSync(
    workspace,
    JSON.stringify({ weir: 1, sources: [{ kind: "csv", paths: [file] }], plugins: Object.fromEntries(entries) }),
  );
  await weir.ask("workspace.open", { path: workspace });
  const read = await readToEnd();
  const rules = (await weir.ask("alerts.facets", null)).rules.map(({ id }) => id);
  const { problems } = await weir.ask("problems.list", null);
  return {
    good: await alertsOf(rules.filter((id) => GOOD.includes(id))),
    bad: await alertsOf(rules.filter((id) => !GOOD.includes(id))),
    problems,
    read: read.records_read_total,
    counts: Object.fromEntries(GOOD.map((id) => [id, read.results_total[id]])),
  };
}

async function readToEnd(): Promise<MetricsSnapshot> {
  for (;;) {
    const { state, metrics } = await weir.ask("session.status", null);
    if (state === "done") return metrics!;
    if (state !== "reading") throw new Error(`the session is ${state}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const alertsOf = async (rules: readonly string[]): Promise<readonly AlertRow[]> =>
  rules.length === 0
    ? []
    : (await weir.ask("alerts.page", { filter: { rules }, offset: 0, limit: 10_000, newestFirst: false })).rows;

// The table of test/plugin-host in the real app: its session process, its Node, its V8.
describe.each(batches(16, 5, chosen))("attempts $first to $last in Electron", ({ attempts }) => {
  let together: Ran;
  beforeAll(async () => {
    together = await run(
      attempts.map(({ name, source }) => ({ id: idOf(name), folder: writePlugin(folder.path, idOf(name), source) })),
    );
  }, 120_000);

  it("cost the others nothing, and the session has read every row", () => {
    expect(alone.good.length).toBeGreaterThan(0);
    expect(together.good).toEqual(alone.good);
    expect(together.counts).toEqual(alone.counts);
    expect(together.read).toBe(alone.read);
  });

  it.each(attempts)("$name", (attempt) => {
    judge(attempt, together.bad, together.problems);
  });
});
