import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import type { Filter, Report, Rule, SettingDeclarations, SettingValues } from "../../plugins/api.ts";
import { KeyTable } from "../engine/key-table.ts";
import { CatalogueNames } from "./catalogue-names.ts";
import { evaluatePlugin, lockRealm } from "./confine.ts";
import { type Contribution, checkWindow, readContributions } from "./declare.ts";
import { FilterRunner } from "./filter-runner.ts";
import { heldMemory } from "./held-memory.ts";
import type { HookRealm } from "./hook-realm.ts";
import { RuleRunner } from "./rule-runner.ts";
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

function answer(request: WorkerRequest): WorkerAnswer {
  switch (request.type) {
    case "activate": {
      const realm: HookRealm = { keys, names: new CatalogueNames(request.catalogues), limits, clock, progress };
      runners = request.rules.map(({ id, settings, off }) => {
        const { declaration, code } = find<Rule>(id, "rule");
        if (declaration.type !== "rule") throw new Error(`${id} is not a rule`);
        const runner = new RuleRunner(code, declaration, settings, realm, { shard: request.shard, off });
        if (request.trace?.rule === id) runner.trace(request.trace);
        return runner;
      });
      filters = request.filters.map(({ id, settings }) => {
        const { declaration, code } = find<Filter>(id, "filter");
        if (declaration.type !== "filter") throw new Error(`${id} is not a filter`);
        return new FilterRunner(code, declaration, settings, realm);
      });
      return { type: "done" };
    }
    case "filter": {
      for (const [station, sensor, alarm] of request.newKeys) keys.id(station, sensor, alarm);
      const index = filters.findIndex(({ declaration }) => declaration.id === request.id);
      const filter = filters[index];
      if (filter === undefined) throw new Error(`filter ${request.id} is not active in this worker`);
      Atomics.store(counter, 1, runners.length + index + 1);
      progress();
      const verdicts = filter.step(request.events, request.firstSequence, request.watermark);
      Atomics.store(counter, 1, 0);
      return { type: "verdicts", verdicts };
    }
    case "window": {
      const { code } = find<Rule>(request.rule, "rule");
      return {
        type: "window",
        window: code.window === undefined ? { kind: "none" } : checkWindow(code.window(request.settings as Values), request.rule),
      };
    }
    case "sql": {
      const sql = find<Report>(request.report, "report").code.sql(request.settings as Values);
      if (typeof sql !== "string" || sql.length > 100_000) throw new TypeError(`${request.report}: sql() must answer a text`);
      return { type: "sql", sql };
    }
    case "step": {
      for (const [station, sensor, alarm] of request.newKeys) keys.id(station, sensor, alarm);
      const outputs = request.rules.map(({ id, windows, newGroups }) => {
        const index = runners.findIndex(({ declaration }) => declaration.id === id);
        const runner = runners[index];
        if (runner === undefined) throw new Error(`rule ${id} is not active in this worker`);
        Atomics.store(counter, 1, index + 1);
        progress();
        const output = runner.step(request.events, windows, newGroups, request.watermark);
        output.logs.push(...consoleLines.splice(0));
        return output;
      });
      Atomics.store(counter, 1, 0);
      return { type: "outputs", outputs };
    }
    case "memory":
      return { type: "memory", held: heldMemory() };
    case "snapshot":
      return {
        type: "snapshot",
        snapshot: Object.fromEntries(runners.map((runner) => [runner.declaration.id, runner.snapshot()])),
        filters: Object.fromEntries(filters.map((filter) => [filter.declaration.id, filter.snapshot()])),
      };
    case "save":
      return {
        type: "saving",
        heads: Object.fromEntries(runners.map((runner) => [runner.declaration.id, runner.beginSaving()])),
        filters: Object.fromEntries(filters.map((filter) => [filter.declaration.id, filter.snapshot()])),
      };
    case "saveMore": {
      const until = clock() + SAVING;
      const more = runners.map((runner) => [runner.declaration.id, runner.saveMore(() => clock() >= until)] as const);
      const rules = Object.fromEntries(more.map(([id, { groups, broken }]) => [id, { groups, broken }]));
      return { type: "saved", rules, done: more.every(([, { done }]) => done) };
    }
    case "restore":
      restore(request.snapshot, true);
      for (const filter of filters) {
        const own = request.filters[filter.declaration.id];
        if (own !== undefined) filter.restore(own);
      }
      return { type: "done" };
    case "resume":
      for (const [station, sensor, alarm] of request.keys) keys.id(station, sensor, alarm);
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
