import { basename } from "node:path";
import type { ActiveRule, PluginProblem } from "../plugin-host/contract.ts";
import { isLoginRefused } from "../sources/rabbitmq/explain.ts";
import { type AllowedQueues, queueOf, type UnallowedQueue } from "./allowed-queues.ts";
import { type AnalysisInput, type QueueInput, withoutPassword, workspaceInput } from "./analysis-input.ts";
import { BenchLog } from "./bench-log.ts";
import { RunCheckpoints } from "./checkpoint/run-checkpoints.ts";
import { savedAt, workspaceCheckpoints } from "./checkpoint/workspace-checkpoints.ts";
import { type OpenSession, openSession, type SessionRecorder } from "./open-session.ts";
import type { PluginLibrary } from "./plugin-library.ts";
import { QueuePermission, type QueueQuestion } from "./queue-permission.ts";
import { sampleFile } from "./sample.ts";
import { tryInput } from "./try-input.ts";
import { WorkbenchPlugins } from "./workbench-plugins.ts";
import { emptyWorkspace, readWorkspace, type Workspace, writeWorkspace } from "./workspace.ts";
import { type WordsOf, withChanges } from "./workspace-changes.ts";
import { describeQueue, inputKnowing, queueSource } from "./workspace-queue.ts";

const UNTITLED = emptyWorkspace().name;
/** ms between two checkpoints of a queue. */
const CHECKPOINT_EVERY = 10_000;

/** What a workbench must know to go on where another stood. Plain data; may hold a broker's credentials: for memory, not for disk. */
export interface WorkbenchMemory {
  readonly workspace: Workspace;
  readonly path: string | null;
  readonly dirty: boolean;
  readonly queue: QueueInput | null;
  /** Sessions opened so far. */
  readonly sessions: number;
  readonly open: boolean;
  readonly unallowed: QueueQuestion | null;
}

export interface WorkbenchOptions {
  readonly workerDir: string;
  /** Whose queues are connected to without a question; in memory when absent. */
  readonly allowed?: AllowedQueues;
  /** Called when something a screen shows has changed in kind, not in amount. */
  readonly onChange: () => void;
  readonly onProblem: (problem: PluginProblem) => void;
  /** Opens what records session `number` beside the picture; null: nothing does. `goOn`: with the run of a checkpoint, by `restore`. */
  readonly record?: (input: AnalysisInput, number: number, goOn: boolean) => Promise<SessionRecorder | null>;
}

/**
 * One workspace and the session that runs on it: what the desktop shows and the page changes. One session at a time; opening another
 * stops the one before.
 */
export class Workbench {
  workspace: Workspace = emptyWorkspace();
  workspacePath: string | null = null;
  dirty = false;
  /** Of the session that is open. */
  readonly log = new BenchLog();
  readonly plugins: WorkbenchPlugins;
  /** Why the last source could not be opened. */
  openError: string | null = null;
  #options: WorkbenchOptions;
  #session: OpenSession | null = null;
  #input: AnalysisInput | null = null;
  /** A queue is gone on with from its checkpoint once it can be opened. */
  #goesOn = false;
  /** When the queue of the workspace just opened was saved, epoch ms, until it is said whether to go on from there; null: nothing to say. */
  resumable: number | null = null;
  /** Address, without credentials, of the broker that refused the login the last time the workspace's queue was to be opened; `attempt` counts. */
  refusedBy: { readonly broker: string; readonly attempt: number } | null = null;
  readonly #permission: QueuePermission;
  #number = 0;
  /** Openings run one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: WorkbenchOptions) {
    this.#options = options;
    this.plugins = new WorkbenchPlugins(options.workerDir, () => this.workspace);
    this.#permission = new QueuePermission(options.allowed);
  }

  get workerDir(): string {
    return this.#options.workerDir;
  }

  get session(): OpenSession | null {
    return this.#session;
  }

  /** The queue of the workspace just opened, which is not this user's on this machine: it waits for `allow`; null: nothing waits. */
  get unallowed(): QueueQuestion | null {
    return this.#permission.question;
  }

  memory(): WorkbenchMemory {
    const { workspace, workspacePath: path, dirty, unallowed } = this;
    return {
      unallowed,
      workspace,
      path,
      dirty,
      queue: this.#input?.queue ?? null,
      sessions: this.#number,
      open: this.#session !== null,
    };
  }

  /** Takes the place of a workbench whose process is gone; `reopen`: and reads its source again, if it had one open. */
  async recall({ workspace, path, dirty, queue, sessions, open, unallowed }: WorkbenchMemory, reopen: boolean): Promise<void> {
    this.workspace = workspace;
    this.workspacePath = path;
    this.dirty = dirty;
    this.#number = sessions;
    this.#permission.question = unallowed;
    if (!open) return;
    if (queue !== null) this.#input = { ...workspaceInput(workspace, "queue"), queue };
    this.#goesOn = queue !== null && path !== null && savedAt(workspaceCheckpoints(path)) !== null;
    if (reopen) await this.restart();
    else this.openError = "The analysis process stopped twice while it read this source. Open it again to go on.";
  }

  openFiles(
    paths: readonly string[],
    options: {
      mapping?: Readonly<Record<string, unknown>>;
      order?: "time" | "arrival";
      outOfOrderness?: number;
      speed?: number | "max";
    } = {},
  ): Promise<void> {
    const workspaceFile = paths.find((path) => path.endsWith(".weir.json"));
    if (workspaceFile !== undefined) return this.openWorkspace(workspaceFile);
    const { mapping, order = "time", outOfOrderness = 0, speed } = options;
    const workspace: Workspace = {
      ...this.workspace,
      ...(speed === undefined ? {} : { speed }),
      sources: [{ kind: "csv", paths: [...paths], order, outOfOrderness, ...(mapping === undefined ? {} : { mapping }) }],
    };
    return this.#openInstead(workspace, () => this.restart());
  }

  openSample(): Promise<void> {
    return this.openFiles([sampleFile()]);
  }

  /** `queue` may hold credentials: they are used and not kept. */
  openQueue(queue: QueueInput, outOfOrderness: number): Promise<void> {
    const workspace: Workspace = { ...this.workspace, sources: [queueSource(queue, outOfOrderness)] };
    if (!sameQueue(queueOf(this.workspace), queueOf(workspace))) this.#goesOn = false;
    const input = { ...workspaceInput(workspace, "queue"), queue, description: describeQueue(queue) };
    return this.#openInstead(workspace, () => this.#start(input));
  }

  /** A workspace with another source; it is as it was when that cannot be opened and another one is, or when it is none at all. */
  async #openInstead(workspace: Workspace, open: () => Promise<void>): Promise<void> {
    const { sources, speed, changes } = this.workspace;
    const { dirty, unallowed } = this;
    this.workspace = withChanges(this.workspace, workspace, Date.now());
    this.dirty = true;
    this.#permission.question = null;
    try {
      await open();
    } catch (error) {
      // With nothing open, a queue that refused the login stays: it is asked for another one.
      if (this.#session !== null || workspace.sources[0]?.kind === "csv") {
        this.workspace = { ...this.workspace, sources, speed, changes };
        this.dirty = dirty;
        this.#permission.question = unallowed;
        this.#options.onChange();
      }
      throw error;
    }
  }

  /** Throws an Error of one line; with something open, a workspace that cannot be read, or whose files cannot, changes nothing. */
  async openWorkspace(path: string): Promise<void> {
    const had = this.plugins.folders();
    const before = this.workspace;
    this.workspace = readWorkspace(path);
    const live = queueOf(this.workspace) !== null;
    try {
      await this.plugins.reloadAfter(had);
      if (!live && this.workspace.sources.length > 0) await this.#tryInstead(this.#inputOf(this.workspace, path));
    } catch (error) {
      const theirs = this.plugins.folders();
      this.workspace = before;
      await this.plugins.reloadAfter(theirs);
      throw error;
    }
    this.workspacePath = path;
    this.dirty = false;
    this.#goesOn = false;
    this.#permission.opened(path, this.workspace);
    this.resumable = live ? savedAt(workspaceCheckpoints(path)) : null;
    const opens = this.workspace.sources.length > 0 && this.resumable === null && this.unallowed === null;
    // A queue is waited for, also one whose broker is down: what was open is another workspace's.
    if (live || !opens) await this.close();
    if (opens) await this.restart();
  }

  /** The answer to `unallowed`: connects, and will without a question from now on. Throws an Error of one line. */
  async allow(): Promise<void> {
    if (this.unallowed === null) return;
    this.#permission.allow(this.workspacePath, this.workspace);
    if (this.resumable === null) await this.restart();
    else this.#options.onChange();
  }

  /** The answer to `resumable`. Throws an Error of one line. */
  async goOn(resume: boolean): Promise<void> {
    if (this.resumable === null) return;
    this.#permission.check();
    this.resumable = null;
    this.#goesOn = resume;
    await this.restart();
  }

  async newWorkspace(): Promise<void> {
    const had = this.plugins.folders();
    this.workspace = emptyWorkspace();
    this.workspacePath = null;
    this.dirty = false;
    this.resumable = null;
    this.#permission.question = null;
    this.#goesOn = false;
    this.#input = null;
    await this.plugins.reloadAfter(had);
    await this.close();
  }

  save(path: string): void {
    // A workspace nobody has named is called as its file.
    if (this.workspace.name === UNTITLED) this.workspace = { ...this.workspace, name: basename(path, ".weir.json") };
    writeWorkspace(path, this.workspace);
    this.workspacePath = path;
    this.dirty = false;
    this.#permission.saved(path, this.workspace);
    this.#options.onChange();
  }

  /** `wordsOf`: of rules, for the list of what was changed. */
  change(parts: Partial<Workspace>, wordsOf?: WordsOf): void {
    this.workspace = withChanges(this.workspace, { ...this.workspace, ...parts }, Date.now(), wordsOf);
    this.dirty = true;
    this.#options.onChange();
  }

  /** Reads the workspace's source again from its start with the rules as they are now. A login that is refused is told by `refusedBy`. */
  async restart(): Promise<void> {
    this.#permission.check();
    const input = this.#workspaceInput();
    if (input === null) return this.close();
    return this.#start(input).catch((error: unknown) => {
      if (this.refusedBy === null) throw error;
    });
  }

  /** Opens the workspace's queue with credentials, which are used and not kept. Throws an Error of one line. */
  async login(withCredentials: (url: string) => string): Promise<void> {
    const input = this.#workspaceInput();
    if (input?.queue == null) throw new Error("The workspace reads no queue.");
    this.#permission.check();
    await this.#start({ ...input, queue: { ...input.queue, url: withCredentials(withoutPassword(input.queue.url)) } });
  }

  #workspaceInput(): AnalysisInput | null {
    return this.workspace.sources.length === 0 ? null : this.#inputOf(this.workspace, this.workspacePath ?? "workspace");
  }

  #inputOf(workspace: Workspace, name: string): AnalysisInput {
    return inputKnowing(workspace, name, this.#input?.queue ?? null);
  }

  /**
   * After a plugin or its settings have changed. A live stream takes the new code and settings from where it is, state kept, when the
   * plugin's rules are the same ones with the same windows; anything else begins anew: a file is read again, a queue connected again.
   */
  async applyPlugin(name: string): Promise<void> {
    if (this.#session === null) return;
    if (!(await this.#inTurn(() => this.#reloadInPlace(name)))) await this.restart();
  }

  async #reloadInPlace(name: string): Promise<boolean> {
    const analysis = this.#session?.analysis;
    if (analysis === undefined || analysis.source.bounded) return false;
    const { state } = analysis.session.status();
    if (state !== "live" && state !== "paused") return false;
    const library = await this.plugins.library();
    const bundle = library.set.bundles.find((one) => one.name === name);
    const { rules, filters } = await library.activate(this.plugins.choicesIn(library));
    const ids = (all: readonly ActiveRule[]): string => all.map(({ declaration }) => declaration.id).join();
    if (bundle === undefined || filters.length > 0 || ids(rules) !== ids(analysis.rules)) return false;
    const own = rules.filter(({ declaration }) => declaration.plugin === name);
    if (!(await analysis.session.reload(bundle, own))) return false;
    analysis.rules.splice(0, analysis.rules.length, ...rules);
    this.#options.onChange();
    return true;
  }

  /** Ends the session; what was read is finished. */
  async close(): Promise<void> {
    this.refusedBy = null;
    await this.#inTurn(() => this.#end());
    this.#options.onChange();
  }

  async shutDown(): Promise<void> {
    await this.close();
    await this.plugins.close();
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(act, act);
    this.#turn = next.catch(() => {});
    return next;
  }

  async #end(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    if (session === null) return;
    session.analysis.session.stop();
    await session.ended;
  }

  #start(input: AnalysisInput): Promise<void> {
    return this.#inTurn(async () => {
      await this.#tryInstead(input);
      await this.#end();
      this.resumable = null;
      this.#input = input;
      this.openError = null;
      this.refusedBy = null;
      this.log.clear();
      const number = ++this.#number;
      const library = await this.plugins.library();
      try {
        this.#session = await this.#open(input, number, library);
        this.#goesOn = false;
      } catch (error) {
        this.openError = error instanceof Error ? error.message : String(error);
        if (input.queue !== null && isLoginRefused(this.openError))
          this.refusedBy = { broker: withoutPassword(input.queue.url), attempt: number };
        throw error;
      } finally {
        this.#options.onChange();
      }
    });
  }

  async #open(input: AnalysisInput, number: number, library: PluginLibrary): Promise<OpenSession> {
    const { workerDir, record, onProblem, onChange } = this.#options;
    return openSession({
      number,
      input,
      choices: this.plugins.choicesIn(library),
      library,
      workerDir,
      checkpoints: this.#checkpoints(input),
      record: async (chosen, goOn) => (await record?.(chosen, number, goOn)) ?? null,
      onProblem: (problem) => {
        this.log.problem(problem);
        onProblem(problem);
      },
      onLog: (rule, line) => this.log.line(rule, line),
      onEnd: (failure) => {
        if (failure !== null) this.openError = failure;
        onChange();
      },
    });
  }

  /** What is open is not ended for something that cannot be opened. Throws an Error of one line. */
  async #tryInstead(input: AnalysisInput): Promise<void> {
    const open = this.#session?.input;
    if (open === undefined) return;
    // The queue that is open is there; it is connected to anew.
    const same = (["url", "queue", "tap"] as const).every((part) => input.queue?.[part] === open.queue?.[part]);
    if (input.queue !== null && same) return;
    const { set } = await this.plugins.library();
    await tryInput(input, set.catalogues).catch((error: unknown) => {
      throw new Error(`${error instanceof Error ? error.message : String(error)}. What was open stays open.`, { cause: error });
    });
  }

  /** Of a queue in a saved workspace, beside it; null: nothing is saved. */
  #checkpoints({ kind }: AnalysisInput): RunCheckpoints | null {
    const folder = kind === "queue" && this.workspacePath !== null ? workspaceCheckpoints(this.workspacePath) : null;
    if (folder === null) return null;
    const say = (line: string): void => this.log.line("checkpoint", line);
    return new RunCheckpoints({ folder, every: CHECKPOINT_EVERY, resume: this.#goesOn, say });
  }
}

/** Whether both take from the same place: only then one goes on where the other stood. */
function sameQueue(a: UnallowedQueue | null, b: UnallowedQueue | null): boolean {
  return a?.broker === b?.broker && a?.queue === b?.queue && a?.exchange === b?.exchange;
}
