import type { ConsumeMessage } from "amqplib";
import { createBatch } from "../../engine/batch.ts";
import type { NamedPreset } from "../csv/detect/presets.ts";
import type { Mapping } from "../mapping.ts";
import type { LivePosition, Source, SourceChunk } from "../source.ts";
import { uptime } from "../uptime.ts";
import type { BrokerTarget } from "./broker-connection.ts";
import { describeTarget, tlsFiles } from "./broker-connection.ts";
import type { BodyFormat } from "./message-body.ts";
import { type InletReport, MessageInlet } from "./message-inlet.ts";
import { asQueueMessage, insertionTime } from "./message-properties.ts";
import { MessageRows } from "./message-rows.ts";
import { decideMapping, type QueueMapping } from "./queue-mapping.ts";
import { Redelivery, type RedeliveryState } from "./redelivery.ts";

/** What to read and how. `queue` takes from a queue, `tap` copies from an exchange: one of them. */
export interface QueueAddress {
  /** May carry credentials. */
  readonly url: string;
  readonly queue: string | null;
  readonly tap: string | null;
  /** Of the tap: which messages; absent or null: all (a direct exchange needs one). */
  readonly routingKey?: string | null;
  readonly format: BodyFormat;
  readonly guarantee: "at-most-once" | "at-least-once";
  /** Messages on their way at once, where they are acknowledged. */
  readonly prefetch: number;
  readonly caFile?: string | null;
  readonly certFile?: string | null;
  readonly keyFile?: string | null;
  /** Stop after so many messages. */
  readonly limit: number | null;
  /** Stop when nothing came for so many ms; null = never. */
  readonly stopAfterIdle: number | null;
}

export interface OpenQueueOptions {
  /** undefined: a preset that fits the first messages, else detected from them. */
  readonly mapping?: Mapping;
  readonly presets: readonly NamedPreset[];
  readonly rejectCap: number;
  readonly onState?: (report: InletReport) => void;
  /** At most once: the connection broke and messages on their way may be lost. */
  readonly onMayBeLost?: (detail: string) => void;
  /**
   * At least once without someone who calls `acknowledge`: messages are acknowledged when so many later chunks were asked for,
   * the last ones at the close of a source that came to its end. null: only by `acknowledge`.
   */
  readonly acknowledgeAfterChunks?: number | null;
  readonly highMark?: number;
  readonly lowMark?: number;
  /** ms that count on while the machine sleeps; absent: the machine's. */
  readonly uptime?: () => number;
  /** Goes on where a source stood that gave this by `checkpoint`. */
  readonly resume?: QueueState;
}

/** What a source must know to go on in another process: plain data. */
export interface QueueState {
  readonly position: LivePosition;
  /** null: nothing had come yet. */
  readonly decided: QueueMapping | null;
  /** null: messages are acknowledged as they come. */
  readonly redelivery: RedeliveryState | null;
}

export interface QueueSource extends Source {
  /** null until the first messages have decided. */
  readonly mapping: Mapping | null;
  /** Names by position; null as long as `mapping` is. */
  readonly columns: readonly string[] | null;
  /** Messages handed out in chunks so far: what `acknowledge` takes. */
  readonly position: number;
  /** The results of the first `upTo` messages are durable. Nothing at most once. */
  acknowledge(upTo: number): void;
  /** The queue keeps what arrives. */
  pause(): void;
  resume(): void;
  /** Takes no more; what has come is still handed out, then `chunks` ends. */
  finish(): void;
  readonly connection: InletReport;
  readonly reconnects: number;
  /** Messages waiting in the queue, asked every second; null: not known. */
  readonly depth: number | null;
  /** Seconds; null when messages carry no time. */
  readonly delay: number | null;
}

interface Delivery {
  readonly message: ConsumeMessage;
  readonly epoch: number;
}

/** Messages that decide the mapping, and how long they are waited for after the first, ms. */
const SAMPLE_MESSAGES = 200;
const SAMPLE_WAIT = 1000;
const HIGH_MARK = 20_000;
/** How long one wait for messages lasts, ms. */
const TICK = 200;
/** ms between two questions how many messages wait. */
const ASK_EVERY = 1000;
/** ms without such a question after which the machine must have slept, or this process stood still. */
const SLEPT = 5000;
/** ms the broker is then given to answer. */
const ANSWER_WITHIN = 3000;

/** Connects. Throws an Error of one line, without credentials, that says what to do. */
export async function openQueue(address: QueueAddress, options: OpenQueueOptions): Promise<QueueSource> {
  const source = new OpenQueue(address, options);
  await source.open();
  return source;
}

class OpenQueue implements QueueSource {
  readonly names: readonly string[];
  readonly timeOrdered = false;
  readonly #address: QueueAddress;
  readonly #options: OpenQueueOptions;
  readonly #inlet: MessageInlet;
  readonly #redelivery: Redelivery | null;
  readonly #prefetch: number;
  readonly #acknowledging: boolean;
  #connection: InletReport = { state: "connecting", attempt: 0, nextTryMs: null, detail: "" };
  #decided: QueueMapping | null = null;
  #rows: MessageRows | null = null;
  #sample: Delivery[] = [];
  #taken = 0;
  #position = 0;
  #ended = false;
  #finishing = false;
  #acknowledged = 0;
  #unacknowledged: { upTo: number; message: ConsumeMessage; epoch: number }[] = [];
  #depth: number | null = null;
  #newest = Number.NaN;
  #reading = Number.NaN;
  #heard = performance.now();
  readonly #uptime: () => number;
  #awake: number;
  #probing = false;

  constructor(address: QueueAddress, options: OpenQueueOptions) {
    this.#address = address;
    this.#options = options;
    this.#uptime = options.uptime ?? uptime;
    this.#awake = this.#uptime();
    const { url, queue, tap, routingKey, guarantee, prefetch, limit } = address;
    const target: BrokerTarget = { url, ...tlsFiles(address) };
    const { host, vhost } = describeTarget(target);
    const scheme = new URL(url).protocol;
    this.names = [`${scheme}//${host}/${vhost === "/" ? "" : encodeURIComponent(vhost)} ${queue ?? `exchange ${tap}`}`];
    if ((queue === null) === (tap === null)) throw new Error("name either a queue to take from or an exchange to tap");
    // With a limit the rest must stay in the queue: automatic acknowledgement would take it all.
    this.#acknowledging = guarantee === "at-least-once" || limit !== null;
    const { resume } = options;
    const known = resume?.redelivery ?? null;
    this.#redelivery = !this.#acknowledging ? null : known === null ? new Redelivery() : Redelivery.restore(known);
    this.#prefetch = Math.max(1, Math.min(prefetch, limit ?? prefetch, 65_535));
    this.#taken = resume?.position.messages ?? 0;
    this.#position = this.#taken;
    this.#acknowledged = this.#taken;
    this.#decided = resume?.decided ?? null;
    if (resume !== undefined && this.#decided !== null)
      this.#rows = new MessageRows(this.#decided, address.format, options.rejectCap, resume.position);
    const highMark = options.highMark ?? HIGH_MARK;
    this.#inlet = new MessageInlet({
      target,
      queue,
      tap,
      routingKey: routingKey ?? null,
      acknowledge: this.#acknowledging,
      prefetch: this.#prefetch,
      highMark,
      lowMark: options.lowMark ?? Math.ceil(highMark / 2),
      onMayBeLost: options.onMayBeLost,
      onState: (report) => {
        this.#connection = report;
        this.#heard = performance.now();
        options.onState?.(report);
      },
    });
  }

  /** true once it came to the end it was given: then everything open may close. */
  get bounded(): boolean {
    return this.#ended;
  }
  get columns(): readonly string[] | null {
    return this.#decided?.columns ?? null;
  }
  get mapping(): Mapping | null {
    return this.#decided?.mapping ?? null;
  }
  get position(): number {
    return this.#position;
  }
  /** Half of what may be on its way waits to be acknowledged. */
  get pressed(): boolean {
    return this.#acknowledging && (this.#taken - this.#acknowledged) * 2 >= this.#prefetch;
  }
  /** The broker sends no more before something is acknowledged. */
  get #full(): boolean {
    return this.#acknowledging && this.#taken - this.#acknowledged >= this.#prefetch;
  }
  get connection(): InletReport {
    return this.#connection;
  }
  get reconnects(): number {
    return this.#inlet.reconnects;
  }
  get depth(): number | null {
    return this.#depth;
  }
  get delay(): number | null {
    if (Number.isNaN(this.#reading)) return null;
    const newest = (this.#depth ?? 0) > 0 ? Date.now() : this.#newest;
    return Math.max(0, (newest - this.#reading) / 1000);
  }

  get silence(): number {
    this.#noticeSleep();
    return this.#connection.state === "connected" && !this.#probing ? performance.now() - this.#heard : 0;
  }

  /**
   * After a sleep the connection may be gone without a word, and heartbeats would take half a minute to tell. Until the broker has
   * answered, or is connected anew, silence means nothing: what waits in the queue must not become late by it.
   */
  #noticeSleep(): void {
    const now = this.#uptime();
    const slept = now - this.#awake;
    this.#awake = now;
    if (slept < SLEPT || this.#probing) return;
    this.#probing = true;
    this.#heard = performance.now();
    void this.#inlet.probe(ANSWER_WITHIN, Math.round(slept / 1000)).finally(() => {
      this.#probing = false;
      this.#heard = performance.now();
    });
  }

  async open(): Promise<void> {
    await this.#inlet.open();
  }

  pause(): void {
    this.#inlet.pause();
  }
  resume(): void {
    this.#inlet.resume();
  }
  finish(): void {
    this.#finishing = true;
    this.#inlet.pause();
  }

  async *chunks(signal: AbortSignal): AsyncGenerator<SourceChunk> {
    const asking = setInterval(async () => {
      this.#noticeSleep();
      this.#depth = await this.#inlet.depth();
    }, ASK_EVERY);
    const { limit, stopAfterIdle } = this.#address;
    const handed: number[] = [];
    this.#heard = performance.now();
    this.#awake = this.#uptime();
    try {
      while (!signal.aborted && this.#connection.state !== "closed") {
        const { messages, epoch } = await this.#inlet.take(TICK, signal);
        const now = performance.now();
        // While it reconnects, is paused or must be acknowledged something first, silence is no sign of the end.
        if (messages.length > 0 || this.#connection.state !== "connected" || this.#full || this.#probing) this.#heard = now;
        // A prefetch smaller than what waits to be acknowledged would stop the queue for good.
        const oldest = messages.length === 0 ? handed.shift() : undefined;
        if (oldest !== undefined) this.acknowledge(oldest);
        const more = this.#next(messages, epoch);
        const idle = stopAfterIdle !== null && now - this.#heard >= stopAfterIdle;
        const full = limit !== null && this.#taken >= limit;
        const drained = this.#finishing && messages.length === 0 && this.#inlet.held === 0;
        const last = idle || full || drained;
        if (!this.#decide(last, now)) {
          if (last) break;
          continue;
        }
        for (const chunk of this.#chunksOf(more, epoch)) {
          yield chunk;
          if ((this.#options.acknowledgeAfterChunks ?? null) === null) continue;
          handed.push(this.#position);
          this.#acknowledgeLate(handed);
        }
        if (last) break;
      }
      this.#ended = !signal.aborted && this.#connection.state !== "closed";
    } finally {
      clearInterval(asking);
    }
  }

  checkpoint(position: LivePosition): QueueState {
    return { position, decided: this.#decided, redelivery: this.#redelivery?.snapshot(position.messages) ?? null };
  }

  acknowledge(upTo: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, upTo);
    let last: { upTo: number; message: ConsumeMessage; epoch: number } | undefined;
    while ((this.#unacknowledged[0]?.upTo ?? Number.POSITIVE_INFINITY) <= upTo) last = this.#unacknowledged.shift();
    if (last !== undefined && this.#inlet.acknowledgeUpTo(last.message, last.epoch)) void this.#confirm(upTo);
  }

  /**
   * An acknowledgement has no answer, and one that a busy broker has not read yet is lost with a process that is killed: only when the
   * broker has answered a question asked behind it on the same channel is it known to be there.
   */
  async #confirm(upTo: number): Promise<void> {
    if ((await this.#inlet.depth()) !== null) this.#redelivery?.acknowledged(upTo);
  }

  async close(): Promise<void> {
    if (this.#ended && (this.#options.acknowledgeAfterChunks ?? null) !== null) this.acknowledge(this.#position);
    await this.#inlet.close();
  }

  /** Counts messages, cuts at the limit, keeps what must be acknowledged. */
  #next(messages: ConsumeMessage[], epoch: number): ConsumeMessage[] {
    const { limit, guarantee } = this.#address;
    const room = limit === null ? messages.length : Math.min(messages.length, limit - this.#taken);
    const more = room < messages.length ? messages.slice(0, room) : messages;
    if (more.length === 0) return more;
    this.#taken += more.length;
    const last = more[more.length - 1] as ConsumeMessage;
    if (guarantee === "at-least-once") this.#unacknowledged.push({ upTo: this.#taken, message: last, epoch });
    else {
      this.#acknowledged = this.#taken;
      if (this.#acknowledging) this.#inlet.acknowledgeUpTo(last, epoch);
    }
    this.#newest = insertionTime(last) ?? this.#newest;
    if (this.#rows === null) {
      if (this.#sample.length === 0) this.#sampleSince = performance.now();
      for (const message of more) this.#sample.push({ message, epoch });
      return [];
    }
    return more;
  }

  #sampleSince = 0;

  /** Decides the mapping once enough messages have come; true when it is decided. */
  #decide(last: boolean, now: number): boolean {
    if (this.#rows !== null) return true;
    const enough = this.#sample.length >= SAMPLE_MESSAGES || now - this.#sampleSince >= SAMPLE_WAIT || last;
    if (this.#sample.length === 0 || !enough) return false;
    const { format, queue, tap } = this.#address;
    const { mapping, presets, rejectCap } = this.#options;
    try {
      this.#decided = decideMapping(
        this.#sample.slice(0, SAMPLE_MESSAGES).map(({ message }) => asQueueMessage(message)),
        mapping,
        format,
        presets,
      );
      this.#rows = new MessageRows(this.#decided, format, rejectCap);
    } catch (error) {
      const { message } = error as Error;
      const help = message.includes("mapping") || message.includes("--format") ? "" : "; give a mapping file";
      throw new Error(`the first ${this.#sample.length} messages of ${queue ?? tap} cannot be read: ${message}${help}`, {
        cause: error,
      });
    }
    return true;
  }

  #chunksOf(more: ConsumeMessage[], epoch: number): SourceChunk[] {
    const rows = this.#rows;
    if (rows === null) return [];
    const sample = this.#sample;
    this.#sample = [];
    const first = sample[0]?.message ?? more[0];
    if (first === undefined) return [];
    rows.expect(sample.length + more.length);
    let number = this.#taken - sample.length - more.length;
    const add = (message: ConsumeMessage, from: number): void => {
      const plain = asQueueMessage(message);
      if (this.#redelivery?.isRepeat(message, ++number, from) === true) rows.addDuplicate(plain);
      else rows.add(plain);
    };
    for (const delivery of sample) add(delivery.message, delivery.epoch);
    for (const message of more) add(message, epoch);
    this.#reading = insertionTime(first) ?? this.#reading;
    const chunks = rows.take();
    this.#position = this.#taken;
    // Messages that gave no row at all must not keep those before them from being acknowledged.
    const last = chunks.pop() ?? emptyChunk();
    return [...chunks, { ...last, position: { messages: this.#taken, ...rows.position } }];
  }

  #acknowledgeLate(handed: number[]): void {
    const after = this.#options.acknowledgeAfterChunks ?? null;
    if (after === null) return;
    while (handed.length > after) {
      // A take may give several chunks: its messages are done with the last of them.
      const upTo = handed.shift() as number;
      if ((handed[0] ?? upTo + 1) > upTo) this.acknowledge(upTo);
    }
  }
}

/** Messages with nothing in them. */
function emptyChunk(): SourceChunk {
  return {
    events: createBatch(0),
    newKeys: [],
    rows: 0,
    rowsAccepted: 0,
    bytes: 0,
    refused: {},
    rejects: [],
    progress: null,
  };
}
