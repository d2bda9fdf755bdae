import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { openAnalysis } from "../../session/analysis.ts";
import { RunCheckpoints } from "../../session/checkpoint/run-checkpoints.ts";
import { DEFAULT_RULES, type PluginChoice } from "../../session/plugin-choice.ts";
import { PluginLibrary } from "../../session/plugin-library.ts";
import type { Session } from "../../session/session.ts";
import { StoreRecorder } from "../../session/store-recorder.ts";
import type { DurableSink } from "../../sinks/sink.ts";
import { openStore } from "../../store/store.ts";
import { queueInput } from "../amqp-consume.ts";
import { writeLiveMapping } from "../live-rows.ts";
import type { Sample } from "./growth.ts";
import { memoryNow } from "./memory.ts";
import { SIMULATED } from "./soak-load.ts";
import { EDITED, KEPT, writeRule } from "./soak-rules.ts";

/** ms without a row after which a paused session rests, and how long that is waited for. */
const STILL = 200;
const LONGEST_PAUSE = 5000;
const CHECKPOINT_EVERY = 10_000;

export interface SoakedOptions {
  readonly url: string;
  readonly queue: string;
  /** For plugins, checkpoints and the store. */
  readonly folder: string;
  readonly workerDir: string;
  /** What DuckDB may take for a store it is recorded in; null: it is in none. */
  readonly storeMemory: string | null;
}

/** What is soaked: a live session with the default rules and two of folders, at least once with checkpoints. */
export class SoakedSession {
  /** What rules, their workers and checkpoints told that went wrong. */
  readonly problems: string[] = [];
  results = 0;
  /** How often its connection was back. */
  reconnects = 0;
  /** Of a changed plugin, in place. */
  reloads = 0;
  readonly checkpoints: RunCheckpoints;
  readonly #options: SoakedOptions;
  readonly #folders: readonly string[];
  readonly #choices: readonly PluginChoice[];
  readonly #recorder: StoreRecorder | null;
  #library: PluginLibrary;
  #session: Session | null = null;
  #sources: readonly string[] = [];
  #broken = false;

  private constructor(
    options: SoakedOptions,
    own: ReadonlyMap<string, string>,
    library: PluginLibrary,
    recorder: StoreRecorder | null,
  ) {
    this.#options = options;
    this.#folders = [...own.values()];
    this.#choices = [...DEFAULT_RULES, ...own.keys()].map((id) => ({ plugin: id, folder: own.get(id), settings: {} }));
    this.#library = library;
    this.#recorder = recorder;
    this.checkpoints = new RunCheckpoints({
      folder: join(options.folder, "checkpoint"),
      every: CHECKPOINT_EVERY,
      resume: false,
      say: (line) => void this.problems.push(line),
    });
  }

  static async open(options: SoakedOptions): Promise<SoakedSession> {
    const { folder, workerDir, storeMemory } = options;
    mkdirSync(folder, { recursive: true });
    const own = new Map([EDITED, KEPT].map((name) => [name, writeRule(folder, name, 0)]));
    const library = await PluginLibrary.open({ workerDir, folders: [...own.values()] });
    const recorder =
      storeMemory === null ? null : await StoreRecorder.open(storeIn(folder), "soak", { memoryLimit: storeMemory });
    const soaked = new SoakedSession(options, own, library, recorder);
    await soaked.#open();
    return soaked;
  }

  async #open(): Promise<void> {
    const { url, queue, folder, workerDir } = this.#options;
    const kept = this.#recorder === null ? [] : [this.#recorder];
    // Only counted without a store: the disk of eight hours' results is not what is looked at then.
    const counting: DurableSink = { position: () => this.results, sync: async () => {}, restore: async () => {} };
    const { session, source } = await openAnalysis({
      input: {
        description: "soak",
        kind: "queue",
        paths: [],
        queue: { ...queueInput(url, queue), guarantee: "at-least-once", prefetch: 500 },
        mapping: writeLiveMapping(folder),
        order: "arrival",
        outOfOrderness: 60_000,
        // The clock of the events is not that of the wall.
        idleTimeout: 0,
        futureTolerance: SIMULATED,
        speed: "max",
        plugins: this.#choices,
      },
      library: this.#library,
      workerDir,
      sinks: [{ write: async ({ alerts }) => void (this.results += alerts.length), close: async () => {} }, ...kept],
      recorders: kept,
      checkpoints: { run: this.checkpoints, durable: new Map([["results", this.#recorder ?? counting]]), rejectLost: true },
      rejectCap: 1000,
      onProblem: ({ rule, message }) => void this.problems.push(`${rule}: ${message}`),
      onConnection: (line) => {
        const lost = line.startsWith("reconnecting");
        if (this.#broken && !lost) this.reconnects++;
        this.#broken = lost;
      },
    });
    this.#session = session;
    this.#sources = source.names;
  }

  get session(): Session {
    if (this.#session === null) throw new Error("the session is not open");
    return this.#session;
  }

  /** Changes the edited plugin and puts it in place, as the app does when a plugin's file was saved. */
  async edit(edition: number): Promise<void> {
    const { folder, workerDir } = this.#options;
    writeRule(folder, EDITED, edition);
    const fresh = await PluginLibrary.open({ workerDir, folders: this.#folders });
    for (const { plugin, message } of fresh.problems) this.problems.push(`edition ${edition}, plugin ${plugin}: ${message}`);
    const { rules } = await fresh.activate(this.#choices);
    const bundle = fresh.set.bundles.find(({ name }) => name === EDITED);
    const changed = rules.filter(({ declaration }) => declaration.plugin === EDITED);
    if (bundle !== undefined && (await this.session.reload(bundle, changed))) this.reloads++;
    else this.problems.push(`edition ${edition} of ${EDITED} was not taken`);
    await this.#library.close();
    this.#library = fresh;
  }

  /** Its memory while it is paused and at rest. `share`: of the run, asked when it rests. */
  async look(share: () => number): Promise<Sample> {
    const { session } = this;
    session.pause();
    try {
      await this.#rest();
      return { share: Math.round(share() * 1000) / 1000, rows: session.metrics.read, ...(await memoryNow(session)) };
    } finally {
      session.resume();
    }
  }

  /** Until it has read what was on its way and its checkpoint is written. */
  async #rest(): Promise<void> {
    const started = performance.now();
    const { taken } = this.checkpoints.costs;
    let since = started;
    let read = -1;
    const moving = (now: number): boolean => now - since < STILL || this.checkpoints.costs.taken === taken;
    for (let now = started; moving(now) && now - started < LONGEST_PAUSE; now = performance.now()) {
      if (read !== this.session.metrics.read) since = now;
      read = this.session.metrics.read;
      await wait(20);
    }
    await this.checkpoints.settled();
  }

  /** Rows that are not read yet of so many published ones; what came twice counts once. */
  missing(published: number): number {
    const { read, dropped } = this.session.metrics;
    return published - read + dropped.duplicate;
  }

  /** Once its run is over: ends the recording; answers what is in the store. null: nothing was recorded. */
  async close(): Promise<{ readonly events: number; readonly alerts: number } | null> {
    await this.#library.close();
    if (this.#recorder === null) return null;
    await this.#recorder.finish(this.session.metrics.snapshot(performance.now()), this.#sources);
    const store = await openStore(storeIn(this.#options.folder), { readOnly: true });
    try {
      const counts = await store.connection.runAndReadAll("select (select count(*) from events), (select count(*) from alerts)");
      const [events, alerts] = counts.getRows()[0] ?? [];
      return { events: Number(events), alerts: Number(alerts) };
    } finally {
      await store.close();
    }
  }
}

const storeIn = (folder: string): string => join(folder, "soak.db");
