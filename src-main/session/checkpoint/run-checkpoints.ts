import { performance } from "node:perf_hooks";
import type { HostSnapshot } from "../../plugin-host/contract.ts";
import { ThreadDeadError } from "../../plugin-host/plugin-thread.ts";
import type { DurableSink } from "../../sinks/sink.ts";
import { type EncodedCheckpoint, encodeCheckpoint } from "./checkpoint-file.ts";
import { CheckpointFolder, type FoundCheckpoint } from "./checkpoint-folder.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { differences, type RunIdentity } from "./differences.ts";
import { isOfFile, ofFilesRead } from "./run-identity.ts";
import type { CapturedSession, SessionSnapshot } from "./session-snapshot.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Taking checkpoints costs the session's thread at most one part in so many of its time. */
const SHARE = 20;
/** Less while the queue waits for acknowledgements. */
const SHARE_PRESSED = 4;
/** ms until a look whether the one being written is done. */
const LOOK_AGAIN = 50;
/** ms after one that could not be written. */
const AFTER_FAILURE = 1000;

/** What a filter holds may be one object in two places, and has to come back as one. */
const WHOLE: ReadonlySet<string> = new Set(["session.plugins.filters"]);

interface Content {
  readonly identity: RunIdentity;
  readonly code: RunIdentity;
  readonly finished: boolean;
  /** Absent when the run is finished. */
  readonly session: SessionSnapshot | null;
  readonly sinks: Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isIdentity = (value: unknown): value is RunIdentity =>
  isRecord(value) && Object.values(value).every((each) => typeof each === "string");

/** Whether it is the content of a run's checkpoint, as far as can be told without reading on from it. */
function isContent(content: unknown): content is Content {
  if (!isRecord(content)) return false;
  const { identity, code, finished, session, sinks } = content;
  const whole = session === null || (typeof session === "object" && session !== undefined);
  return isIdentity(identity) && isIdentity(code) && typeof finished === "boolean" && whole && isRecord(sinks);
}

export interface RunCheckpointsOptions {
  readonly folder: string;
  /** ms from one to the next; 0 = only at a pause and at the end. */
  readonly every: number;
  /** Go on from the newest there is. */
  readonly resume: boolean;
  /** One line for the user. */
  readonly say: (line: string) => void;
}

/** How often and how much, for the summary. Seconds are those the stream stood still, in all and for one of them at most. */
export interface CheckpointCosts {
  readonly taken: number;
  readonly seconds: number;
  readonly longest: number;
  readonly bytes: number;
}

/**
 * The checkpoints of one run: when they are due, what is in them, what they let be acknowledged. Messages are acknowledged once two
 * checkpoints hold their results: should the newest be damaged, nothing acknowledged is missing from the one before.
 */
export class RunCheckpoints implements Checkpoints {
  readonly #options: RunCheckpointsOptions;
  readonly #folder: CheckpointFolder;
  readonly #found: FoundCheckpoint | null;
  readonly #old: Content | null;
  readonly #sinks = new Map<string, DurableSink>();
  /** Sinks that must have got everything, and are not cut back. */
  readonly #others: Pick<DurableSink, "sync">[] = [];
  #identity: RunIdentity = {};
  #code: RunIdentity = {};
  #acknowledge: (messages: number) => void = () => {};
  #last = performance.now();
  #cost = 0;
  #writing: Promise<void> | null = null;
  /** Messages in the checkpoint taken last, in the one that is durable, and acknowledged. */
  #captured = 0;
  #durable = 0;
  #acknowledged = 0;
  #notBefore = 0;
  readonly costs = { taken: 0, seconds: 0, longest: 0, bytes: 0 };

  /** Throws an Error of one line when there are checkpoints and none can be used. */
  constructor(options: RunCheckpointsOptions) {
    this.#options = options;
    this.#folder = new CheckpointFolder(options.folder);
    this.#found = options.resume ? this.#folder.newest() : null;
    for (const line of this.#found?.passedOver ?? []) options.say(`${line}; the one before it is used`);
    const content = this.#found?.content ?? null;
    if (this.#found !== null && !isContent(content))
      throw new Error(`the checkpoint in ${options.folder} is not one of a run; run without --resume to start anew`);
    this.#old = isContent(content) ? content : null;
  }

  /** There is something to go on from. */
  get resumes(): boolean {
    return this.#old !== null;
  }

  /** The run to go on with was read to its end. */
  get finished(): boolean {
    return this.#old?.finished === true;
  }

  /** Where the source stood. */
  get source(): unknown {
    return this.#old?.session?.source.live ?? undefined;
  }

  /** A run that came to its end leaves a checkpoint that says so. */
  #holdsUnfinished(): boolean {
    if (this.#folder.empty) return false;
    try {
      const content = this.#folder.newest()?.content;
      return !(isContent(content) && content.finished);
    } catch {
      // None of them can be read: nobody knows.
      return true;
    }
  }

  /**
   * Before anything is read: checks that it is the same run, cuts its sinks back. `lookAtFiles` says which files are read of those in `identity`,
   * and is asked where that matters. Throws an Error of one line that says what differs.
   */
  async begin(
    identity: RunIdentity,
    code: RunIdentity,
    sinks: ReadonlyMap<string, DurableSink>,
    lookAtFiles: () => Promise<readonly string[]>,
  ): Promise<SessionSnapshot | null> {
    this.#identity = { ...identity, "where results go": [...sinks.keys()].join(" and ") };
    this.#code = code;
    for (const [name, sink] of sinks) this.#sinks.set(name, sink);
    const { say, resume, folder } = this.#options;
    const old = this.#old;
    if (old === null) {
      if (resume) say(`no checkpoint in ${folder}: there is nothing to go on from, starting anew`);
      else if (this.#holdsUnfinished())
        say(`${folder} held an unfinished run; starting anew (--resume would have gone on with it)`);
      this.#folder.clear();
      return null;
    }
    // A run remembers the files it read alone.
    if (differences(old.identity, this.#identity).some(isOfFile)) this.readsOnly(await lookAtFiles());
    const [first, ...more] = differences(old.identity, this.#identity);
    if (first !== undefined)
      throw new Error(
        `cannot go on from the checkpoint in ${folder}: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ""}; use the same as before, or run without --resume to start anew`,
      );
    for (const line of differences(old.code, this.#code)) say(`${line}; it goes on with the state it had`);
    for (const [name, sink] of this.#sinks) await sink.restore(old.sinks[name]);
    this.#acknowledged = old.session?.source.position.messages ?? 0;
    this.#durable = this.#acknowledged;
    this.#captured = this.#acknowledged;
    return old.session;
  }

  /** Of the files it was begun with these are read; the others are no part of it. */
  readsOnly(files: readonly string[]): void {
    this.#identity = ofFilesRead(this.#identity, files);
    this.#code = ofFilesRead(this.#code, files);
  }

  /** What `acknowledge` and further sinks there are is known once the source is open. */
  join(acknowledge: (messages: number) => void, others: readonly Pick<DurableSink, "sync">[]): void {
    this.#acknowledge = acknowledge;
    this.#others.push(...others);
    this.#last = performance.now();
  }

  get owes(): boolean {
    return this.#captured > this.#acknowledged;
  }

  dueIn(pressed: boolean): number {
    if (this.#writing !== null) return LOOK_AGAIN;
    const { every } = this.#options;
    if (every === 0 && !pressed) return Number.POSITIVE_INFINITY;
    const now = performance.now();
    const wait = pressed ? this.#cost * SHARE_PRESSED : Math.max(every, this.#cost * SHARE);
    return Math.max(0, this.#last + wait - now, this.#notBefore - now);
  }

  take(captured: CapturedSession, plugins: Promise<HostSnapshot>, both: boolean, idle: Stopwatch): void {
    const sinks = Object.fromEntries([...this.#sinks].map(([name, sink]) => [name, sink.position()]));
    const others = this.#others;
    const { messages } = captured.source.position;
    this.#captured = messages;
    const write = async (): Promise<void> => {
      try {
        const synced = Promise.all([...this.#sinks.values(), ...others].map((sink) => sink.sync()));
        synced.catch(() => {});
        const session = { ...captured, plugins: await plugins };
        const encoded = await this.#encode({ session, sinks, finished: false });
        this.#cost += encoded.busy;
        await synced;
        await this.#folder.write(encoded.parts);
        if (both) await this.#folder.write(encoded.parts);
        this.costs.bytes = encoded.bytes;
        const safe = both ? messages : this.#durable;
        this.#durable = messages;
        if (safe > this.#acknowledged) this.#acknowledge((this.#acknowledged = safe));
      } catch (error) {
        // A plugin that was killed meanwhile is told by itself, and missing from the next one.
        if (error instanceof ThreadDeadError) return;
        this.#notBefore = performance.now() + AFTER_FAILURE;
        const before = this.#folder.empty ? "there is none before it" : "the one before stays";
        this.#options.say(`no checkpoint could be taken, ${before}: ${(error as Error).message}`);
      } finally {
        this.#writing = null;
      }
    };
    const before = this.#writing ?? Promise.resolve();
    this.#writing = before.then(write);
    this.#last = performance.now();
    this.#cost = idle.spent;
    const stood = idle.elapsed / 1000;
    this.costs.taken++;
    this.costs.seconds += stood;
    this.costs.longest = Math.max(this.costs.longest, stood);
  }

  async settled(): Promise<void> {
    await this.#writing;
  }

  /** There is nothing to go on from: the run is begun again. */
  async forget(): Promise<void> {
    await this.settled();
    this.#folder.clear();
  }

  /** The run is read to its end and its results are whole: there is nothing to go on with. Throws an Error of one line. */
  async finish(): Promise<void> {
    await this.settled();
    const { parts } = await this.#encode({ session: null, sinks: {}, finished: true });
    await this.#folder.write(parts);
  }

  #encode(content: Pick<Content, "session" | "sinks" | "finished">): Promise<EncodedCheckpoint> {
    return encodeCheckpoint({ identity: this.#identity, code: this.#code, ...content } satisfies Content, WHOLE);
  }
}
