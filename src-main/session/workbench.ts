import { basename } from "node:path";
import type { PluginProblem } from "../plugin-host/contract.ts";
import { type AllowedQueues, queueOf, type UnallowedQueue } from "./allowed-queues.ts";
import { type AnalysisInput, type QueueInput, withoutPassword, workspaceInput } from "./analysis-input.ts";
import type { BenchLog } from "./bench-log.ts";
import { RunCheckpoints } from "./checkpoint/run-checkpoints.ts";
import { savedAt, workspaceCheckpoints } from "./checkpoint/workspace-checkpoints.ts";
import { CurrentSession, type CurrentSessionOptions, type RefusedLogin } from "./current-session.ts";
import type { OpenSession } from "./open-session.ts";
import { QueuePermission, type QueueQuestion } from "./queue-permission.ts";
import { sampleFile } from "./sample.ts";
import { digestOf, digestOfFile } from "./seen-file.ts";
import { WorkbenchPlugins } from "./workbench-plugins.ts";
import { emptyWorkspace, type Workspace, workspaceIn, workspaceText, writeWorkspace } from "./workspace.ts";
import { type WordsOf, withChanges } from "./workspace-changes.ts";
import { describeQueue, inputKnowing, type QueueReading, queueSource } from "./workspace-queue.ts";

const UNTITLED = emptyWorkspace().name;
/** ms between two checkpoints of a queue. */
const CHECKPOINT_EVERY = 10_000;

/** What a workbench must know to go on where another stood. Plain data; may hold a broker's credentials: for memory, not for disk. */
export interface WorkbenchMemory {
  readonly workspace: Workspace;
  readonly path: string | null;
  /** Digest of the file at `path`, as it was read or written. */
  readonly seen: string | null;
  readonly dirty: boolean;
  readonly queue: QueueInput | null;
  /** Sessions opened so far. */
  readonly sessions: number;
  readonly open: boolean;
  readonly unallowed: QueueQuestion | null;
}

export interface WorkbenchOptions extends Omit<CurrentSessionOptions, "plugins"> {
  /** Whose queues are connected to without a question; in memory when absent. */
  readonly allowed?: AllowedQueues;
  readonly onProblem: (problem: PluginProblem) => void;
}

/** One workspace and the session that runs on it: what the desktop shows and the page changes. */
export class Workbench {
  workspace: Workspace = emptyWorkspace();
  workspacePath: string | null = null;
  dirty = false;
  /** Digest of the workspace's file as it was read or written here, or found to be another one; null: it has none. */
  #seen: string | null = null;
  readonly plugins: WorkbenchPlugins;
  /** When the queue of the workspace just opened was saved, epoch ms, until it is said whether to go on from there; null: nothing to say. */
  resumable: number | null = null;
  readonly #options: WorkbenchOptions;
  readonly #current: CurrentSession;
  readonly #permission: QueuePermission;
  /** A queue is gone on with from its checkpoint once it can be opened. */
  #goesOn = false;
  /** It takes the place of `workspace` when what it names can be read; its plugins are at hand already. */
  #candidate: Workspace | null = null;
  /** Workspaces and sources are put in place one after the other: each looks at what the one before left. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: WorkbenchOptions) {
    this.#options = options;
    this.plugins = new WorkbenchPlugins(options.workerDir, () => this.#candidate ?? this.workspace);
    this.#current = new CurrentSession({ ...options, plugins: this.plugins });
    this.#permission = new QueuePermission(options.allowed);
  }

  get workerDir(): string {
    return this.#options.workerDir;
  }

  get session(): OpenSession | null {
    return this.#current.open;
  }

  /** Of the session that is open. */
  get log(): BenchLog {
    return this.#current.log;
  }

  /** Why the last source could not be opened. */
  get openError(): string | null {
    return this.#current.error;
  }

  /** The broker that refused the login the last time the workspace's queue was to be opened. */
  get refusedBy(): RefusedLogin | null {
    return this.#current.refusedBy;
  }

  /** The queue of the workspace just opened, which is not this user's on this machine: it waits for `allow`; null: nothing waits. */
  get unallowed(): QueueQuestion | null {
    return this.#permission.question;
  }

  memory(): WorkbenchMemory {
    const { workspace, workspacePath: path, dirty, unallowed } = this;
    const { queue, number: sessions, open } = this.#current;
    return { unallowed, workspace, path, seen: this.#seen, dirty, queue, sessions, open: open !== null };
  }

  /** Takes the place of a workbench whose process is gone; `reopen`: and reads its source again, if it had one open. */
  recall(memory: WorkbenchMemory, reopen: boolean): Promise<void> {
    const { workspace, path, seen, dirty, queue, sessions, open, unallowed } = memory;
    return this.#inTurn(async () => {
      this.workspace = workspace;
      this.workspacePath = path;
      this.#seen = seen;
      this.dirty = dirty;
      this.#permission.question = unallowed;
      this.#current.recall(open ? queue : null, sessions);
      if (!open) return;
      this.#goesOn = queue !== null && path !== null && savedAt(workspaceCheckpoints(path)) !== null;
      if (reopen) await this.restart();
      else this.#current.error = "The analysis process stopped twice while it read this source. Open it again to go on.";
    });
  }

  openFiles(
    paths: readonly string[],
    options: {
      mapping?: Readonly<Record<string, unknown>>;
      order?: "time" | "arrival";
      once?: boolean;
      outOfOrderness?: number;
      speed?: number | "max";
    } = {},
  ): Promise<void> {
    const workspaceFile = paths.find((path) => path.endsWith(".weir.json"));
    if (workspaceFile !== undefined) return this.openWorkspace(workspaceFile);
    const { mapping, order = "time", once, outOfOrderness = 0, speed } = options;
    const said = { ...(once === true ? { once } : {}), ...(mapping === undefined ? {} : { mapping }) };
    return this.#inTurn(() =>
      this.#openInstead(
        {
          ...(speed === undefined ? {} : { speed }),
          sources: [{ kind: "csv", paths: [...paths], order, outOfOrderness, ...said }],
        },
        () => this.restart(),
      ),
    );
  }

  openSample(): Promise<void> {
    return this.openFiles([sampleFile()]);
  }

  /** `queue` may hold credentials: they are used and not kept. */
  openQueue(queue: QueueInput, reading: QueueReading): Promise<void> {
    return this.#inTurn(() => {
      const sources = [queueSource(queue, reading)];
      const workspace: Workspace = { ...this.workspace, sources };
      const readAlike = JSON.stringify(this.workspace.sources[0]?.mapping) === JSON.stringify(reading.mapping);
      if (!readAlike || !sameQueue(queueOf(this.workspace), queueOf(workspace))) this.#goesOn = false;
      const input = { ...workspaceInput(workspace, "queue"), queue, description: describeQueue(queue) };
      return this.#openInstead({ sources }, () => this.#start(input));
    });
  }

  /** A workspace with another source; it is as it was when that cannot be opened and another one is, or when it is none at all. */
  async #openInstead(parts: Partial<Pick<Workspace, "sources" | "speed">>, open: () => Promise<void>): Promise<void> {
    const { sources, speed, changes } = this.workspace;
    const { dirty, unallowed } = this;
    this.workspace = withChanges(this.workspace, { ...this.workspace, ...parts }, Date.now());
    this.dirty = true;
    this.#permission.question = null;
    try {
      await open();
    } catch (error) {
      // With nothing open, a queue that refused the login stays: it is asked for another one.
      if (this.session !== null || parts.sources?.[0]?.kind === "csv") {
        this.workspace = { ...this.workspace, sources, speed, changes };
        this.dirty = dirty;
        this.#permission.question = unallowed;
        this.#options.onChange();
      }
      throw error;
    }
  }

  /** Throws an Error of one line; with something open, a workspace that cannot be read, or whose files cannot, changes nothing. */
  openWorkspace(path: string): Promise<void> {
    return this.#inTurn(async () => {
      const text = workspaceText(path);
      const workspace = workspaceIn(text, path);
      const live = queueOf(workspace) !== null;
      await this.#makeReady(workspace, live ? null : path);
      this.workspace = workspace;
      this.workspacePath = path;
      this.#seen = digestOf(text);
      this.dirty = false;
      this.#goesOn = false;
      this.#permission.opened(path, workspace);
      this.resumable = live ? savedAt(workspaceCheckpoints(path)) : null;
      const opens = workspace.sources.length > 0 && this.resumable === null && this.unallowed === null;
      // A queue is waited for, also one whose broker is down: what was open is another workspace's.
      if (live || !opens) await this.close();
      if (opens) await this.restart();
    });
  }

  /**
   * Loads a workspace's plugins, and looks whether its files, read under a name, can be read. Throws an Error of one line; then nothing has
   * changed.
   */
  async #makeReady(workspace: Workspace, readAs: string | null): Promise<void> {
    const had = this.plugins.folders();
    this.#candidate = workspace;
    try {
      await this.plugins.reloadAfter(had);
      if (readAs !== null && workspace.sources.length > 0) await this.#current.check(this.#inputOf(workspace, readAs));
    } catch (error) {
      const theirs = this.plugins.folders();
      this.#candidate = null;
      await this.plugins.reloadAfter(theirs);
      throw error;
    }
    this.#candidate = null;
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

  newWorkspace(): Promise<void> {
    return this.#inTurn(async () => {
      const had = this.plugins.folders();
      this.workspace = emptyWorkspace();
      this.workspacePath = null;
      this.#seen = null;
      this.dirty = false;
      this.resumable = null;
      this.#permission.question = null;
      this.#goesOn = false;
      this.#current.forgetQueue();
      await this.plugins.reloadAfter(had);
      await this.close();
    });
  }

  /**
   * Throws an Error of one line. One that somebody else has written to since it was opened (an editor, another Weir) is not written over
   * unasked: the first call says so.
   */
  save(path: string): void {
    if (path === this.workspacePath) this.#noticeChange(path);
    // A workspace nobody has named is called as its file.
    if (this.workspace.name === UNTITLED) this.workspace = { ...this.workspace, name: basename(path, ".weir.json") };
    this.#seen = digestOf(writeWorkspace(path, this.workspace));
    this.workspacePath = path;
    this.dirty = false;
    this.#permission.saved(path, this.workspace);
    this.#options.onChange();
  }

  #noticeChange(path: string): void {
    const now = digestOfFile(path);
    if (now === null || now === this.#seen) return;
    this.#seen = now;
    throw new Error(
      `workspace ${path} was changed by someone else since it was opened; save under another name to keep both, or save again to write over it`,
    );
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

  /** Connects to the workspace's queue anew and reads it by another mapping; undefined: as the next messages show. Throws an Error of one line. */
  readQueueAs(mapping: QueueReading["mapping"]): Promise<void> {
    return this.#inTurn(() => {
      if (queueOf(this.workspace) === null) throw new Error("The workspace reads no queue.");
      this.#permission.check();
      // Its state is of events that were read otherwise.
      this.#goesOn = false;
      this.change({
        sources: this.workspace.sources.map(({ mapping: _former, ...source }) =>
          mapping === undefined ? source : { ...source, mapping },
        ),
      });
      return this.restart();
    });
  }

  /** Opens the workspace's queue with credentials, which are used and not kept. Throws an Error of one line. */
  async login(withCredentials: (url: string) => string): Promise<void> {
    const input = this.#workspaceInput();
    if (input?.queue == null) throw new Error("The workspace reads no queue.");
    this.#permission.check();
    await this.#start({ ...input, queue: { ...input.queue, url: withCredentials(withoutPassword(input.queue.url)) } });
  }

  /**
   * After a plugin or its settings have changed. A live stream takes the new code where it can (see CurrentSession.reload); anything else
   * begins anew: a file is read again, a queue connected again.
   */
  async applyPlugin(name: string): Promise<void> {
    if (this.session === null) return;
    if (!(await this.#current.reload(name))) await this.restart();
  }

  /** Ends the session; what was read is finished. */
  close(): Promise<void> {
    return this.#current.close();
  }

  async shutDown(): Promise<void> {
    await this.close();
    await this.plugins.close();
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(act);
    this.#turn = next.catch(() => {});
    return next;
  }

  #workspaceInput(): AnalysisInput | null {
    return this.workspace.sources.length === 0 ? null : this.#inputOf(this.workspace, this.workspacePath ?? "workspace");
  }

  #inputOf(workspace: Workspace, name: string): AnalysisInput {
    return inputKnowing(workspace, name, this.#current.queue);
  }

  async #start(input: AnalysisInput): Promise<void> {
    await this.#current.start(input, () => {
      this.resumable = null;
      return this.#checkpoints(input);
    });
    this.#goesOn = false;
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
