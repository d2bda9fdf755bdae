import type { Catalogue } from "../../plugins/api.ts";
import type { KeyTuple } from "../engine/batch.ts";
import type { FiredWindows } from "../engine/window-query.ts";
import type { TraceQuestion } from "./call-trace.ts";
import type { ActiveFilter, ActiveRule, HostLimits, HostSnapshot, HostStep, PluginBundle } from "./contract.ts";
import { settledMemory } from "./held-memory.ts";
import { type PluginSeat, seatPlugins } from "./plugin-process.ts";
import { ThreadDeadError } from "./plugin-thread.ts";
import type { RunnerOutput } from "./rule-runner.ts";
import type { GroupState, RuleSnapshotHead } from "./rule-snapshot.ts";
import type { Shard } from "./shard.ts";

/** Times a worker of what ships with Weir is started that does not come up in time. */
const MOST_STARTS = 3;
const CLOSED = "the session ended meanwhile";

/** What all lanes share. */
export interface LaneSetting {
  readonly workerPath: string;
  readonly limits: HostLimits;
  readonly catalogues: readonly Catalogue[];
  readonly trace?: TraceQuestion;
  /** Which keys of its rules it has; null: all. */
  readonly shard: Shard | null;
}

/** A worker with the rules and filters it runs. Its code can be changed while steps go on: they wait, none is lost. */
export class Lane {
  readonly #setting: LaneSetting;
  bundles: readonly PluginBundle[];
  rules: readonly ActiveRule[];
  readonly filters: readonly ActiveFilter[];
  thread: PluginSeat;
  /** The reason its worker was killed has been told. */
  reported = false;
  /** Why it could not be switched on; then it is as if its worker had been killed. */
  refused: Error | null = null;
  /** Settles when no change is under way. */
  #ready: Promise<void> = Promise.resolve();
  /** The one that is to take its worker's place, while a change is under way. */
  #coming: PluginSeat | null = null;
  #closed = false;
  /** Settles when no snapshot is being taken. */
  #saving: Promise<unknown> = Promise.resolve();
  /** What the worker has been told so far, for the one that follows it. */
  readonly #keys: KeyTuple[] = [];
  readonly #windowGroups = new Map<string, KeyTuple[]>();

  constructor(
    setting: LaneSetting,
    bundles: readonly PluginBundle[],
    rules: readonly ActiveRule[],
    filters: readonly ActiveFilter[],
    seat: PluginSeat | null = null,
  ) {
    this.#setting = setting;
    this.bundles = bundles;
    this.rules = rules;
    this.filters = filters;
    this.thread = seat ?? seatPlugins(setting.workerPath, bundles, setting.limits);
  }

  get shard(): Shard | null {
    return this.#setting.shard;
  }

  /**
   * Switches its rules and filters on. A plugin of one's own that cannot start must not keep the others from running; on a machine so busy that
   * what ships with Weir comes up late, it is started again.
   */
  async start(): Promise<void> {
    for (let starts = 1; ; starts++)
      try {
        return await activate(this.thread, this.rules, this.filters, this.#setting);
      } catch (error) {
        if (!this.bundles.every(({ builtIn }) => builtIn)) {
          this.refused = error as Error;
          return;
        }
        if (!(error instanceof ThreadDeadError) || error.death.kind !== "timeout") throw error;
        if (starts === MOST_STARTS) {
          const names = this.bundles.map(({ name }) => name).join(", ");
          throw new Error(`the worker of ${names} ${error.message}; the machine is too busy, run again`, { cause: error });
        }
        const { workerPath, limits } = this.#setting;
        this.thread = seatPlugins(workerPath, this.bundles, limits);
      }
  }

  /** Rejects when the worker was killed or never started. */
  async step({ events, newKeys, watermark, rules }: HostStep): Promise<readonly RunnerOutput[]> {
    await this.#ready;
    if (this.refused !== null) throw this.refused;
    const own = this.rules.map(({ declaration: { id } }) => ({
      id,
      windows: rules.get(id)?.windows ?? null,
      newGroups: rules.get(id)?.newGroups ?? [],
    }));
    for (const key of newKeys) this.#keys.push(key);
    for (const { id, newGroups } of own) {
      if (!this.#windowGroups.has(id)) this.#windowGroups.set(id, []);
      const known = this.#windowGroups.get(id) as KeyTuple[];
      for (const group of newGroups) known.push(group);
    }
    // The windows of rules whose keys are dealt out go to several workers.
    const given = this.shard === null ? own.flatMap(({ windows }) => buffersOf(windows)) : [];
    const answer = await this.thread.ask({ type: "step", events, newKeys, watermark, rules: own }, given);
    return answer.type === "outputs" ? answer.outputs : [];
  }

  /**
   * State of its rules and filters after the steps sent so far: settles when the worker has marked that moment; `rules` follow while
   * steps go on. Rejects when its worker is gone.
   */
  async save(): Promise<{ readonly filters: HostSnapshot["filters"]; readonly rules: Promise<HostSnapshot["rules"]> }> {
    await this.#ready;
    if (this.refused !== null) throw this.refused;
    const answer = await this.thread.ask({ type: "save" });
    if (answer.type !== "saving") throw new Error("no snapshot");
    const rules = this.#savedRules(answer.heads);
    this.#saving = rules.catch(() => {});
    return { filters: answer.filters, rules };
  }

  async #savedRules(heads: Readonly<Record<string, RuleSnapshotHead>>): Promise<HostSnapshot["rules"]> {
    const rules = Object.entries(heads).map(([id, head]) => ({
      id,
      head,
      groups: [] as GroupState[],
      broken: false,
    }));
    for (let done = false; !done; ) {
      const answer = await this.thread.ask({ type: "saveMore" });
      if (answer.type !== "saved") throw new Error("no snapshot");
      for (const rule of rules) {
        const more = answer.rules[rule.id];
        for (const { group, saved } of more?.groups ?? []) rule.groups[group] = saved;
        if (more?.broken === true) rule.broken = true;
      }
      ({ done } = answer);
    }
    return Object.fromEntries(
      rules.map(({ id, head, groups, broken }) => {
        const { counts, ...rest } = head;
        return [id, { ...rest, groups, counts: { ...counts, quarantined: counts.quarantined || broken } }];
      }),
    );
  }

  /** Bytes its worker holds after a collection; null when it is gone. */
  async memory(): Promise<number | null> {
    await this.#ready;
    if (this.refused !== null) return null;
    return settledMemory(async () => {
      const answer = await this.thread.ask({ type: "memory" }).catch(() => null);
      return answer?.type === "memory" ? answer.held : null;
    });
  }

  /** Goes on from a snapshot, before the first step. A worker that was killed then stays switched off. */
  async restore({ rules, filters, off }: HostSnapshot): Promise<void> {
    if (this.refused !== null) return;
    if (this.bundles.some(({ name }) => off.includes(name))) {
      this.refused = new Error("was switched off before the checkpoint");
      this.reported = true;
      return;
    }
    await this.thread.ask({ type: "restore", snapshot: rules, filters });
  }

  /**
   * Runs `bundle` from the next step on, with `rules` in the place of its rules before: steps sent so far are finished by the old code,
   * whose state and timers the new one takes (or what its `migrateState` makes of them). When the new code does not start, the old goes
   * on and this rejects with one line.
   */
  reload(bundle: PluginBundle, rules: readonly ActiveRule[]): Promise<void> {
    const change = this.#ready.then(() => this.#change(bundle, rules));
    this.#ready = change.catch(() => {});
    return change;
  }

  /** Ends its worker, and the one that was to take its place. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.thread.close(), this.#coming?.close()]);
  }

  async #change(bundle: PluginBundle, changed: readonly ActiveRule[]): Promise<void> {
    // The old worker still has what is being saved.
    await this.#saving;
    if (this.#closed) throw new Error(CLOSED);
    const { workerPath, limits } = this.#setting;
    const bundles = this.bundles.map((old) => (old.name === bundle.name ? bundle : old));
    const rules = this.rules.map((old) => changed.find(({ declaration }) => declaration.id === old.declaration.id) ?? old);
    const thread = seatPlugins(workerPath, bundles, limits);
    this.#coming = thread;
    try {
      await activate(thread, rules, this.filters, this.#setting);
      // A worker that was killed has nothing to hand over: the new one begins afresh.
      const alive = this.refused === null && this.thread.dead === null;
      const saved = alive ? await this.thread.ask({ type: "snapshot" }).catch(() => null) : null;
      const snapshot = saved?.type === "snapshot" ? saved.snapshot : {};
      await thread.ask({ type: "resume", snapshot, keys: this.#keys, windowGroups: this.#windowGroups });
      if (this.#closed) throw new Error(CLOSED);
    } catch (error) {
      await thread.close();
      throw error;
    } finally {
      this.#coming = null;
    }
    const old = this.thread;
    this.thread = thread;
    this.bundles = bundles;
    this.rules = rules;
    this.refused = null;
    this.reported = false;
    await old.close();
  }
}

/** What columns of windows lie in; nobody looks at them once they are handed over. */
function buffersOf(windows: FiredWindows | null): ArrayBuffer[] {
  if (windows === null || windows.length === 0) return [];
  const { group, start, end, due, after, count, values } = windows;
  return [group, start, end, due, after, count, ...values].map(({ buffer }) => buffer as ArrayBuffer);
}

async function activate(
  thread: PluginSeat,
  rules: readonly ActiveRule[],
  filters: readonly ActiveFilter[],
  { catalogues, trace, shard }: Pick<LaneSetting, "catalogues" | "trace" | "shard">,
): Promise<void> {
  const loaded = await thread.loaded;
  const failed = loaded.type === "loaded" ? loaded.plugins.find(({ failure }) => failure !== null) : undefined;
  if (failed?.failure) throw new Error(`plugin ${failed.plugin}: ${failed.failure.message}`);
  const choice = ({ declaration, settings }: ActiveRule | ActiveFilter) => ({ id: declaration.id, settings });
  const chosen = rules.map((rule) => ({ ...choice(rule), off: rule.off ?? [] }));
  await thread.ask({ type: "activate", rules: chosen, filters: filters.map(choice), catalogues, trace, shard });
}

/**
 * Whether the engine can go on with a rule's windows and series as they are when `next` takes the place of `old`: same keys, events,
 * windows, aggregates and series. What the hooks do, settings, titles and versions may differ.
 */
export function fitsInPlace(old: ActiveRule, next: ActiveRule): boolean {
  const shape = ({ declaration, window, windowsPerKey = [] }: ActiveRule): string => {
    const { id, by, only, aggregates, whenChanged, series } = declaration;
    return JSON.stringify([id, by, only, aggregates, whenChanged, Object.keys(series), window, windowsPerKey]);
  };
  return shape(old) === shape(next);
}
