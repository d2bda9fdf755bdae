import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import type { Filter, Report, Rule, SettingDeclarations, SettingValues } from "../../plugins/api.ts";
import type { KeyTuple } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { CatalogueNames } from "./catalogue-names.ts";
import { evaluatePlugin, lockRealm } from "./confine.ts";
import { type Contribution, checkWindow, readContributions } from "./declare.ts";
import { FilterRunner } from "./filter-runner.ts";
import { heldMemory } from "./held-memory.ts";
import type { HookRealm } from "./hook-realm.ts";
import { RuleRunner } from "./rule-runner.ts";
import { ownThread } from "./thread-time.ts";
import { describeThrown, logLine } from "./untrusted-text.ts";
import type { LoadedPlugin, RuleSnapshots, WorkerAnswer, WorkerRequest, WorkerStart } from "./worker-protocol.ts";

/** Checked against the declaration by the host. */
type Values = SettingValues<SettingDeclarations>;

/** Entry of a plugin worker: locks its realm, evaluates its plugins, runs their rules step by step. */
const port = parentPort;
if (port === null) throw new Error("plugin-worker.js runs as a worker thread");
const { plugins, limits, pulse } = workerData as WorkerStart;
const counter = new Int32Array(pulse);
const clock = (): number => performance.now();
const progress = (): void => {
  Atomics.add(counter, 0, 1);
};

/** ms a step may have to wait for a part of a snapshot. */
const SAVING = 5;
/** Characters of a report's statement. */
const LONGEST_SQL = 100_000;

Atomics.store(counter, 2, ownThread());
lockRealm();

const contributions = new Map<string, Contribution>();
const keys = new KeyTable();
let runners: RuleRunner[] = [];
let filters: FilterRunner[] = [];
/** What plugins wrote to their console since the last step; it goes out with the next output of a rule. */
const consoleLines: string[] = [];

function load(): LoadedPlugin[] {
  return plugins.map(({ name, version, code }, index) => {
    Atomics.store(counter, 1, index + 1);
    try {
      const log = (...parts: unknown[]): void => {
        if (consoleLines.length < limits.logLinesPerStep) consoleLines.push(logLine(parts));
      };
      const found = readContributions(evaluatePlugin(name, code, log), name, version);
      for (const contribution of found) contributions.set(contribution.declaration.id, contribution);
      return { plugin: name, contributions: found.map(({ declaration }) => declaration), failure: null };
    } catch (error) {
      return { plugin: name, contributions: [], failure: describeThrown(error) };
    }
  });
}

function find<T>(id: string, type: string): { declaration: Contribution["declaration"]; code: T } {
  const contribution = contributions.get(id);
  if (contribution === undefined || contribution.declaration.type !== type) throw new Error(`no ${type} ${id} in this worker`);
  return contribution as { declaration: Contribution["declaration"]; code: T };
}

function restore(snapshot: RuleSnapshots, goOn: boolean): void {
  for (const runner of runners) {
    const own = snapshot[runner.declaration.id];
    if (own !== undefined) runner.restore(own, goOn);
  }
}

/** A request of this type. */
type Asked<T extends WorkerRequest["type"]> = Extract<WorkerRequest, { readonly type: T }>;

function activate({ rules, filters: chosen, catalogues, trace, shard }: Asked<"activate">): WorkerAnswer {
  const realm: HookRealm = { keys, names: new CatalogueNames(catalogues), limits, clock, progress };
  runners = rules.map(({ id, settings, off }) => {
    const { declaration, code } = find<Rule>(id, "rule");
    if (declaration.type !== "rule") throw new Error(`${id} is not a rule`);
    const runner = new RuleRunner(code, declaration, settings, realm, { shard, off });
    if (trace?.rule === id) runner.trace(trace);
    return runner;
  });
  filters = chosen.map(({ id, settings }) => {
    const { declaration, code } = find<Filter>(id, "filter");
    if (declaration.type !== "filter") throw new Error(`${id} is not a filter`);
    return new FilterRunner(code, declaration, settings, realm);
  });
  return { type: "done" };
}

/** Tells the watchdog which rule or filter, numbered on behind the rules, is inside a hook meanwhile. */
function watched<T>(index: number, act: () => T): T {
  Atomics.store(counter, 1, index + 1);
  progress();
  try {
    return act();
  } finally {
    Atomics.store(counter, 1, 0);
  }
}

function learnKeys(newKeys: readonly KeyTuple[]): void {
  for (const [station, sensor, alarm] of newKeys) keys.id(station, sensor, alarm);
}

function filter({ id, events, firstSequence, newKeys, watermark }: Asked<"filter">): WorkerAnswer {
  learnKeys(newKeys);
  const index = filters.findIndex(({ declaration }) => declaration.id === id);
  const runner = filters[index];
  if (runner === undefined) throw new Error(`filter ${id} is not active in this worker`);
  const verdicts = watched(runners.length + index, () => runner.step(events, firstSequence, watermark));
  return { type: "verdicts", verdicts };
}

function step({ events, newKeys, watermark, rules }: Asked<"step">): WorkerAnswer {
  learnKeys(newKeys);
  const outputs = rules.map(({ id, windows, newGroups }) => {
    const index = runners.findIndex(({ declaration }) => declaration.id === id);
    const runner = runners[index];
    if (runner === undefined) throw new Error(`rule ${id} is not active in this worker`);
    const output = watched(index, () => runner.step(events, windows, newGroups, watermark));
    output.logs.push(...consoleLines.splice(0));
    return output;
  });
  return { type: "outputs", outputs };
}

/** What each of them answers, by rule or filter. */
function byId<R extends RuleRunner | FilterRunner, T>(all: readonly R[], of: (runner: R) => T): Record<string, T> {
  return Object.fromEntries(all.map((runner) => [runner.declaration.id, of(runner)]));
}

function saveMore(): WorkerAnswer {
  const until = clock() + SAVING;
  const more = runners.map((runner) => [runner.declaration.id, runner.saveMore(() => clock() >= until)] as const);
  const rules = Object.fromEntries(more.map(([id, { groups, broken }]) => [id, { groups, broken }]));
  return { type: "saved", rules, done: more.every(([, { done }]) => done) };
}

function answer(request: WorkerRequest): WorkerAnswer {
  switch (request.type) {
    case "activate":
      return activate(request);
    case "filter":
      return filter(request);
    case "step":
      return step(request);
    case "window": {
      const { code } = find<Rule>(request.rule, "rule");
      if (code.window === undefined) return { type: "window", window: { kind: "none" } };
      return { type: "window", window: checkWindow(code.window(request.settings as Values), request.rule) };
    }
    case "sql": {
      const sql = find<Report>(request.report, "report").code.sql(request.settings as Values);
      if (typeof sql !== "string" || sql.length > LONGEST_SQL)
        throw new TypeError(`${request.report}: sql() must answer a text of at most ${LONGEST_SQL} characters`);
      return { type: "sql", sql };
    }
    case "memory":
      return { type: "memory", held: heldMemory() };
    case "snapshot":
      return {
        type: "snapshot",
        snapshot: byId(runners, (runner) => runner.snapshot()),
        filters: byId(filters, (runner) => runner.snapshot()),
      };
    case "save":
      return {
        type: "saving",
        heads: byId(runners, (runner) => runner.beginSaving()),
        filters: byId(filters, (runner) => runner.snapshot()),
      };
    case "saveMore":
      return saveMore();
    case "restore":
      restore(request.snapshot, true);
      for (const runner of filters) {
        const own = request.filters[runner.declaration.id];
        if (own !== undefined) runner.restore(own);
      }
      return { type: "done" };
    case "resume":
      learnKeys(request.keys);
      restore(request.snapshot, false);
      for (const runner of runners) runner.knowWindowGroups(request.windowGroups.get(runner.declaration.id) ?? []);
      return { type: "done" };
  }
}

function buffersOf(answer: WorkerAnswer): ArrayBuffer[] {
  if (answer.type !== "outputs") return [];
  return answer.outputs.flatMap(
    ({ points, rows, order }) =>
      [...[points.time, points.group, points.series, points.value, rows], ...(order === null ? [] : [order.slot, order.sub])].map(
        ({ buffer }) => buffer,
      ) as ArrayBuffer[],
  );
}

port.on("message", (request: WorkerRequest) => {
  let result: WorkerAnswer;
  try {
    result = answer(request);
  } catch (error) {
    result = { type: "failed", ...describeThrown(error) };
  }
  port.postMessage(result, buffersOf(result));
});
const loaded = load();
Atomics.store(counter, 1, 0);
port.postMessage({ type: "loaded", plugins: loaded } satisfies WorkerAnswer);
