import type { HostLimits, PluginBundle, PluginProblem } from "./contract.ts";
import { type PluginSeat, seatPlugins } from "./plugin-process.ts";
import { ThreadDeadError } from "./plugin-thread.ts";
import { sourcePosition } from "./source-position.ts";
import type { LoadedPlugin, WorkerAnswer } from "./worker-protocol.ts";

/** Times a plugin's process is started that something ends while it loads. */
const MOST_STARTS = 4;

/** What came of loading the plugins of one worker. */
export interface Loading {
  /** Empty when the worker did not get through. */
  readonly loaded: readonly LoadedPlugin[];
  /** Why it did not; null: it did. */
  readonly problem: PluginProblem | null;
}

/** The plugins of one worker, being loaded from the start on. */
export class PluginLoading {
  readonly bundles: readonly PluginBundle[];
  readonly #workerPath: string;
  readonly #limits: HostLimits;
  /** One a start, the last one at work. */
  readonly #seats: PluginSeat[];

  /** `begun`: a worker that was started before with just these bundles; null: one is started. */
  constructor(bundles: readonly PluginBundle[], workerPath: string, limits: HostLimits, begun: PluginSeat | null) {
    this.bundles = bundles;
    this.#workerPath = workerPath;
    this.#limits = limits;
    this.#seats = [begun ?? this.#start()];
    this.seat.loaded.catch(() => {});
  }

  /** All of them ship with Weir. */
  get builtIn(): boolean {
    return this.bundles.every(({ builtIn }) => builtIn);
  }

  /** The worker they run in. */
  get seat(): PluginSeat {
    return this.#seats[this.#seats.length - 1] as PluginSeat;
  }

  /** Never rejects: what went wrong is a problem of the plugin it happened to. */
  async settled(): Promise<Loading> {
    try {
      const answer = await this.#answer();
      return { loaded: answer.type === "loaded" ? answer.plugins : [], problem: null };
    } catch (error) {
      return { loaded: [], problem: this.#problemOf(error as Error) };
    }
  }

  bundleOf(plugin: string): PluginBundle {
    return this.bundles.find(({ name }) => name === plugin) as PluginBundle;
  }

  async close(): Promise<void> {
    await Promise.all(this.#seats.map((seat) => seat.close()));
  }

  async #answer(): Promise<WorkerAnswer> {
    for (;;) {
      try {
        return await this.seat.loaded;
      } catch (error) {
        if (this.#seats.length >= MOST_STARTS || !this.#mayPass(error)) throw error;
        this.#seats.push(this.#start());
      }
    }
  }

  /** A process ended from outside is no fault of its plugin, nor is a machine so busy that what ships with Weir loads late. */
  #mayPass(error: unknown): boolean {
    if (!(error instanceof ThreadDeadError)) return false;
    const { kind } = error.death;
    return kind === "crash" || (kind === "timeout" && this.builtIn);
  }

  #start(): PluginSeat {
    return seatPlugins(this.#workerPath, this.bundles, this.#limits);
  }

  #problemOf(error: Error): PluginProblem {
    const death = error instanceof ThreadDeadError ? error.death : null;
    const guilty = this.bundles[(death?.running ?? 0) - 1] ?? this.bundles[0];
    const hook = death?.kind === "timeout" ? "timeout" : "load";
    return loadProblem(guilty as PluginBundle, `while loading: ${error.message}`, { hook });
  }
}

/** A plugin that is off because it could not be loaded, or not all of it. */
export function loadProblem(
  { name, folder }: PluginBundle,
  message: string,
  where: Partial<Pick<PluginProblem, "hook" | "file" | "line">> = {},
): PluginProblem {
  const nowhere = { rule: "", key: null, time: null, file: folder, line: null };
  return { ...nowhere, hook: "load", ...where, plugin: name, message, quarantined: true };
}

/** A plugin whose code threw while it was evaluated or read. */
export function failureProblem(bundle: PluginBundle, { message, stack }: { message: string; stack: string }): PluginProblem {
  return loadProblem(bundle, message, sourcePosition(stack, bundle));
}
