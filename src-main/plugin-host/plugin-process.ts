import { type ChildProcess, fork } from "node:child_process";
import { dirname, join } from "node:path";
import type { HostLimits, PluginBundle } from "./contract.ts";
import { PluginThread, ThreadDeadError, type ThreadDeath } from "./plugin-thread.ts";
import type { FromProcess, ToProcess } from "./process-protocol.ts";
import { WaitingAnswers } from "./waiting-answers.ts";
import type { WorkerAnswer, WorkerRequest } from "./worker-protocol.ts";

/** Where plugins run: a thread of this process, or a process of its own. */
export type PluginSeat = Pick<PluginThread, "loaded" | "dead" | "ask" | "close">;

/** Plugins that ship with Weir run in a thread. Any other gets a process: see PluginProcess. */
export function seatPlugins(workerPath: string, bundles: readonly PluginBundle[], limits: HostLimits): PluginSeat {
  return bundles.every(({ builtIn }) => builtIn)
    ? new PluginThread(workerPath, bundles, limits)
    : new PluginProcess(workerPath, bundles, limits);
}

/**
 * A process with one PluginThread in it, for code nobody has vouched for. A thread alone does not hold such code: V8 ends the whole
 * process when one allocation is far beyond a heap limit or an array has too many elements, and a built-in that walks a list of 2^53
 * elements (`Array.prototype.fill.call({ length: 2 ** 53 - 1 })`) cannot be terminated. A process can always be killed.
 */
export class PluginProcess implements PluginSeat {
  readonly #child: ChildProcess;
  readonly #waiting = new WaitingAnswers();
  #death: ThreadDeath | null = null;
  readonly #silence: number;
  #watch: NodeJS.Timeout | null = null;
  /** Looks of the watch since the last word of the process. */
  #silentLooks = 0;
  #started = false;
  readonly #ended: Promise<void>;
  readonly loaded: Promise<WorkerAnswer>;

  constructor(workerPath: string, bundles: readonly PluginBundle[], limits: HostLimits) {
    this.#silence = limits.silence;
    this.#child = fork(join(dirname(workerPath), "plugin-process.js"), [], {
      // Electron's executable is a Node when it is told so; nothing else of the environment is a plugin's business. Hours and days of a Date are
      // those of this machine otherwise, and results with them.
      env: { ELECTRON_RUN_AS_NODE: "1", TZ: "UTC" },
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once("exit", (_code, signal) => {
        this.#die({
          kind: signal === "SIGABRT" || signal === "SIGTRAP" ? "memory" : "crash",
          message:
            signal === "SIGABRT" || signal === "SIGTRAP"
              ? "used more memory than a plugin may have; its process was ended"
              : `its process ended${signal === null ? "" : ` (${signal})`}`,
          running: 0,
        });
        resolve();
      });
      // Every one: an error nobody listens to would end this process. What it is told after its start is no news.
      this.#child.on("error", (error) => {
        this.#die({ kind: "crash", message: `its process did not start: ${error.message}`, running: 0 });
        if (this.#child.pid === undefined) resolve();
      });
    });
    this.#child.on("message", (message: FromProcess) => {
      this.#silentLooks = 0;
      if (message.type === "beat") return;
      this.#started = true;
      if (message.type === "answer") this.#waiting.answer(message.answer);
      else if (message.death === null) this.#waiting.fail(new Error(message.message));
      else this.#die(message.death);
      if (this.#waiting.none) this.#stopWatch();
    });
    const plugins = bundles.map(({ name, version, code }) => ({ name, version, code }));
    this.loaded = this.#send({ type: "start", workerPath, plugins, limits });
    // Whoever asks for it is told; nobody may.
    this.loaded.catch(() => {});
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get dead(): ThreadDeath | null {
    return this.#death;
  }

  /** Rejects with ThreadDeadError once the process or its thread is gone. */
  async ask(request: WorkerRequest): Promise<WorkerAnswer> {
    return this.#send({ type: "ask", request });
  }

  async close(): Promise<void> {
    this.#die({ kind: "crash", message: "closed", running: 0 });
    await this.#ended;
  }

  #send(message: ToProcess): Promise<WorkerAnswer> {
    if (this.#death !== null) return Promise.reject(new ThreadDeadError(this.#death));
    const answer = this.#waiting.expect();
    this.#silentLooks = 0;
    this.#watch ??= setInterval(() => this.#look(), this.#silence / 4).unref();
    try {
      // What cannot be sent any more is told by the exit.
      this.#child.send(message, () => {});
    } catch (error) {
      this.#waiting.takeBack(error as Error);
    }
    return answer;
  }

  /** Looks are counted, not time: a computer that slept, or a process of ours that was busy, is no silence of the plugin's. */
  #look(): void {
    this.#silentLooks++;
    if (this.#silentLooks <= (this.#started ? 4 : 16)) return;
    this.#die({ kind: "timeout", message: "its process did not answer any more", running: 0 });
  }

  #stopWatch(): void {
    if (this.#watch !== null) clearInterval(this.#watch);
    this.#watch = null;
  }

  #die(death: ThreadDeath): void {
    if (this.#death !== null) return;
    this.#death = death;
    this.#stopWatch();
    this.#waiting.failAll(new ThreadDeadError(death));
    this.#child.kill("SIGKILL");
  }
}
