import type { ActiveRule, PluginProblem } from "../plugin-host/contract.ts";
import { isLoginRefused } from "../sources/rabbitmq/explain.ts";
import { type AnalysisInput, type QueueInput, withoutPassword } from "./analysis-input.ts";
import { BenchLog } from "./bench-log.ts";
import type { RunCheckpoints } from "./checkpoint/run-checkpoints.ts";
import { type OpenSession, openSession, type SessionRecorder } from "./open-session.ts";
import type { PluginLibrary } from "./plugin-library.ts";
import { tryInput } from "./try-input.ts";
import type { WorkbenchPlugins } from "./workbench-plugins.ts";

export interface CurrentSessionOptions {
  readonly workerDir: string;
  readonly plugins: WorkbenchPlugins;
  /** Called when something a screen shows has changed in kind, not in amount. */
  readonly onChange: () => void;
  readonly onProblem: (problem: PluginProblem) => void;
  /** Opens what records session `number` beside the picture; null: nothing does. `goOn`: with the run of a checkpoint, by `restore`. */
  readonly record?: (input: AnalysisInput, number: number, goOn: boolean) => Promise<SessionRecorder | null>;
}

/** Rules that a stream had before they were reloaded, kept so that their alerts are explained by them: the latest. */
const MOST_FORMER = 100;

/** Address, without credentials, of a broker that refused a login; `attempt` counts. */
export interface RefusedLogin {
  readonly broker: string;
  readonly attempt: number;
}

/** The session of a workbench: one at a time. It is opened, changed and ended in turn; opening another one ends the one before. */
export class CurrentSession {
  /** Of the session that is open. */
  readonly log = new BenchLog();
  /** Why the last source could not be opened, or its recording not finished; null: all is well. */
  error: string | null = null;
  /** The broker that refused the login when it was last tried to open its queue; null: none did. */
  refusedBy: RefusedLogin | null = null;
  readonly #options: CurrentSessionOptions;
  #open: OpenSession | null = null;
  #queue: QueueInput | null = null;
  #number = 0;
  /** Settles when what was asked for so far is done. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: CurrentSessionOptions) {
    this.#options = options;
  }

  /** null: nothing is open. */
  get open(): OpenSession | null {
    return this.#open;
  }

  /** Of the source that was opened last, with the credentials it was opened with; null: it was no queue. For memory, not for disk. */
  get queue(): QueueInput | null {
    return this.#queue;
  }

  /** Sessions opened so far. */
  get number(): number {
    return this.#number;
  }

  /** As if a session had been opened before. */
  recall(queue: QueueInput | null, number: number): void {
    this.#queue = queue;
    this.#number = number;
  }

  /** Of a new workspace: no credentials are known any more. */
  forgetQueue(): void {
    this.#queue = null;
  }

  /**
   * Ends what is open and opens `input` with the rules that are on. `begin` is called in between and answers the checkpoints to keep, null
   * for none. Throws an Error of one line; what was open stays open where it can be told before.
   */
  start(input: AnalysisInput, begin: () => RunCheckpoints | null): Promise<void> {
    return this.#inTurn(async () => {
      await this.check(input);
      await this.#end();
      this.#queue = input.queue;
      this.error = null;
      this.refusedBy = null;
      this.log.clear();
      const number = ++this.#number;
      const library = await this.#options.plugins.library();
      try {
        this.#open = await this.#opened(input, number, library, begin());
      } catch (error) {
        this.error = error instanceof Error ? error.message : String(error);
        if (input.queue !== null && isLoginRefused(this.error))
          this.refusedBy = { broker: withoutPassword(input.queue.url), attempt: number };
        throw error;
      } finally {
        this.#options.onChange();
      }
    });
  }

  /** What is open is not ended for something that cannot be opened. Throws an Error of one line; with nothing open it does not look. */
  async check(input: AnalysisInput): Promise<void> {
    const open = this.#open?.input;
    if (open === undefined) return;
    // The queue that is open is there; it is connected to anew.
    const same = (["url", "queue", "tap"] as const).every((part) => input.queue?.[part] === open.queue?.[part]);
    if (input.queue !== null && same) return;
    const { set } = await this.#options.plugins.library();
    await tryInput(input, set.catalogues).catch((error: unknown) => {
      throw new Error(`${error instanceof Error ? error.message : String(error)}. What was open stays open.`, { cause: error });
    });
  }

  /**
   * A live stream takes a plugin's new code and settings from where it is, state kept, when its rules are the same ones with the same
   * windows; false: the session must begin anew for it.
   */
  reload(plugin: string): Promise<boolean> {
    return this.#inTurn(() => this.#reloaded(plugin));
  }

  /** Ends the session; what was read is finished. */
  async close(): Promise<void> {
    this.refusedBy = null;
    await this.#inTurn(() => this.#end());
    this.#options.onChange();
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(act, act);
    this.#turn = next.catch(() => {});
    return next;
  }

  async #end(): Promise<void> {
    const session = this.#open;
    this.#open = null;
    if (session === null) return;
    session.analysis.session.stop();
    await session.ended;
  }

  #opened(
    input: AnalysisInput,
    number: number,
    library: PluginLibrary,
    checkpoints: RunCheckpoints | null,
  ): Promise<OpenSession> {
    const { workerDir, plugins, record, onProblem, onChange } = this.#options;
    return openSession({
      number,
      input,
      choices: plugins.choicesIn(library),
      library,
      workerDir,
      checkpoints,
      record: async (chosen, goOn) => (await record?.(chosen, number, goOn)) ?? null,
      onProblem: (problem) => {
        this.log.problem(problem);
        onProblem(problem);
      },
      onLog: (rule, line) => this.log.line(rule, line),
      onEnd: (failure) => {
        if (failure !== null) this.error = failure;
        onChange();
      },
    });
  }

  async #reloaded(plugin: string): Promise<boolean> {
    const { plugins, onChange } = this.#options;
    const analysis = this.#open?.analysis;
    if (analysis === undefined || analysis.source.bounded) return false;
    const { state } = analysis.session.status();
    if (state !== "live" && state !== "paused") return false;
    const library = await plugins.library();
    const bundle = library.set.bundles.find(({ name }) => name === plugin);
    const { rules, filters } = await library.activate(plugins.choicesIn(library));
    const ids = (all: readonly ActiveRule[]): string => all.map(({ declaration }) => declaration.id).join();
    if (bundle === undefined || filters.length > 0 || ids(rules) !== ids(analysis.rules)) return false;
    const own = rules.filter(({ declaration }) => declaration.plugin === plugin);
    if (!(await analysis.session.reload(bundle, own))) return false;
    analysis.former.push(...analysis.rules.filter(({ declaration }) => declaration.plugin === plugin));
    analysis.former.splice(0, analysis.former.length - MOST_FORMER);
    analysis.rules.splice(0, analysis.rules.length, ...rules);
    onChange();
    return true;
  }
}
