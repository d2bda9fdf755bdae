import type { ConsumeMessage } from "amqplib";
import { createBatch } from "../../engine/batch.ts";
import type { Mapping } from "../mapping.ts";
import { InputError, type LivePosition, type SourceChunk } from "../source.ts";
import { uptime } from "../uptime.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { type BrokerTarget, describeTarget, tlsFiles } from "./broker-connection.ts";
import { FirstMessages } from "./first-messages.ts";
import { type InletReport, MessageInlet } from "./message-inlet.ts";
import { asQueueMessage, insertionTime } from "./message-properties.ts";
import { MessageRows } from "./message-rows.ts";
import { streamLine } from "./queue-kind.ts";
import type { DatedMessage, QueueMapping } from "./queue-mapping.ts";
import type { OpenQueueOptions, QueueAddress, QueueSource, QueueState } from "./queue-source.ts";
import { Redelivery } from "./redelivery.ts";

const HIGH_MARK = 20_000;
const HIGH_BYTES = 64 << 20;
/** What AMQP can say. */
const MOST_PREFETCH = 65_535;
/** How long one wait for messages lasts, ms. */
const TICK = 200;
/** And where none can come before something is acknowledged: a prefetch of a few would make a few messages a tick of it. */
const FULL_TICK = 20;
/** ms between two questions how many messages wait. */
const ASK_EVERY = 1000;
/** ms without such a question after which the machine must have slept, or this process stood still. */
const SLEPT = 5000;
/** ms the broker is then given to answer. */
const ANSWER_WITHIN = 3000;

/** A queue, or a copy of what an exchange gets, as a source of events. */
export class OpenQueue implements QueueSource {
  readonly names: readonly string[];
  readonly timeOrdered = false;
  readonly #address: QueueAddress;
  readonly #options: OpenQueueOptions;
  readonly #inlet: MessageInlet;
  readonly #redelivery: Redelivery | null;
  readonly #acknowledgements: Acknowledgements;
  readonly #first: FirstMessages;
  #connection: InletReport = { state: "connecting", attempt: 0, nextTryMs: null, detail: "" };
  #decided: QueueMapping | null = null;
  #rows: MessageRows | null = null;
  #position = 0;
  #ended = false;
  #finishing = false;
  #depth: number | null = null;
  #newest = Number.NaN;
  #reading = Number.NaN;
  #heard = performance.now();
  readonly #uptime: () => number;
  #awake: number;
  #probing = false;
  /** It is known that this is no stream. */
  #looked: boolean;

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
    const when = guarantee === "at-least-once" ? "done" : limit !== null ? "taken" : "sent";
    const { resume } = options;
    const known = resume?.redelivery ?? null;
    this.#redelivery = when === "sent" ? null : known === null ? new Redelivery() : Redelivery.restore(known);
    const most = Math.max(1, Math.min(prefetch, limit ?? prefetch, MOST_PREFETCH));
    this.#position = resume?.position.messages ?? 0;
    this.#decided = resume?.decided ?? null;
    this.#first = new FirstMessages(address, options);
    if (resume !== undefined && this.#decided !== null)
      this.#rows = new MessageRows(this.#decided, address.format, options.rejectCap, resume.position);
    // A queue of our own, and one that is gone on with, are none; where nothing is acknowledged a stream refuses by itself.
    this.#looked = queue === null || when === "sent" || resume !== undefined;
    const highMark = options.highMark ?? HIGH_MARK;
    this.#inlet = new MessageInlet({
      target,
      queue,
      tap,
      routingKey: routingKey ?? null,
      acknowledge: when !== "sent",
      prefetch: most,
      highMark,
      lowMark: options.lowMark ?? Math.ceil(highMark / 2),
      highBytes: options.highBytes ?? HIGH_BYTES,
      onMayBeLost: options.onMayBeLost,
      onState: (report) => {
        this.#connection = report;
        this.#heard = performance.now();
        options.onState?.(report);
      },
    });
    this.#acknowledgements = new Acknowledgements({
      inlet: this.#inlet,
      redelivery: this.#redelivery,
      when,
      prefetch: most,
      afterChunks: options.acknowledgeAfterChunks ?? null,
      taken: this.#position,
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
  undecided(most: number): readonly DatedMessage[] {
    return this.#first.waiting(most);
  }
  get position(): number {
    return this.#position;
  }
  get pressed(): boolean {
    return this.#acknowledgements.pressed;
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
    // Messages wait that go to somebody else for now, as where one consumer at a time is active: they must not be late when they come.
    const others = (this.#depth ?? 0) > 0;
    return this.#connection.state === "connected" && !this.#probing && !others ? performance.now() - this.#heard : 0;
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
    const acknowledgements = this.#acknowledgements;
    this.#heard = performance.now();
    this.#awake = this.#uptime();
    try {
      while (!signal.aborted && this.#connection.state !== "closed") {
        const { messages, epoch } = await this.#inlet.take(acknowledgements.full ? FULL_TICK : TICK, signal);
        if (!this.#looked) await this.#lookForStream(messages[0]);
        const now = performance.now();
        // While it reconnects, is paused or must be acknowledged something first, silence is no sign of the end.
        if (messages.length > 0 || this.#connection.state !== "connected" || acknowledgements.full || this.#probing)
          this.#heard = now;
        if (messages.length === 0) acknowledgements.idle();
        const more = this.#next(messages, epoch);
        const idle = stopAfterIdle !== null && now - this.#heard >= stopAfterIdle;
        const full = limit !== null && acknowledgements.taken >= limit;
        const drained = this.#finishing && messages.length === 0 && this.#inlet.held === 0;
        const last = idle || full || drained;
        if (!this.#decide(last, now)) {
          if (last) break;
          continue;
        }
        for (const chunk of this.#chunksOf(more, epoch)) {
          yield chunk;
          acknowledgements.handedOut(this.#position);
        }
        if (last) break;
      }
      this.#ended = !signal.aborted && this.#connection.state !== "closed";
    } finally {
      clearInterval(asking);
    }
  }

  /**
   * Throws an Error of one line for a stream, which is taken from like any queue where messages are acknowledged. What comes from it says so;
   * where nothing comes although messages wait, the broker is asked.
   */
  async #lookForStream(first: ConsumeMessage | undefined): Promise<void> {
    if (first === undefined && (this.#depth ?? 0) === 0) return;
    this.#looked = true;
    const headers = first?.properties.headers as Readonly<Record<string, unknown>> | undefined;
    const stream = first === undefined ? await this.#inlet.takesFromStream() : headers?.["x-stream-offset"] !== undefined;
    if (stream)
      throw new InputError(
        `RabbitMQ at ${describeTarget({ url: this.#address.url }).host}: ${streamLine(this.#address.queue ?? "")}`,
      );
  }

  checkpoint(position: LivePosition): QueueState {
    return { position, decided: this.#decided, redelivery: this.#redelivery?.snapshot(position.messages) ?? null };
  }

  acknowledge(upTo: number): void {
    this.#acknowledgements.upTo(upTo);
  }

  async close(): Promise<void> {
    if (this.#ended) this.#acknowledgements.ended(this.#position);
    await this.#inlet.close();
  }

  /** Counts messages, cuts at the limit; the first ones wait until they have decided how they are read. */
  #next(messages: ConsumeMessage[], epoch: number): ConsumeMessage[] {
    const { limit } = this.#address;
    const room = limit === null ? messages.length : Math.min(messages.length, limit - this.#acknowledgements.taken);
    const more = room < messages.length ? messages.slice(0, room) : messages;
    const last = more[more.length - 1];
    if (last === undefined) return more;
    this.#acknowledgements.take(more, epoch);
    this.#newest = insertionTime(last) ?? this.#newest;
    if (this.#rows !== null) return more;
    this.#first.add(more, epoch);
    return [];
  }

  /** Decides the mapping once enough messages have come; true when it is decided. */
  #decide(last: boolean, now: number): boolean {
    if (this.#rows !== null) return true;
    this.#decided = this.#first.decide(last, now);
    if (this.#decided === null) return false;
    this.#rows = new MessageRows(this.#decided, this.#address.format, this.#options.rejectCap);
    return true;
  }

  #chunksOf(more: ConsumeMessage[], epoch: number): SourceChunk[] {
    const rows = this.#rows;
    if (rows === null) return [];
    const waited = this.#first.take();
    const first = waited[0]?.message ?? more[0];
    if (first === undefined) return [];
    rows.expect(waited.length + more.length);
    const { taken } = this.#acknowledgements;
    let number = taken - waited.length - more.length;
    const add = (message: ConsumeMessage, from: number): void => {
      const plain = asQueueMessage(message);
      if (this.#redelivery?.isRepeat(message, ++number, from) === true) rows.addDuplicate(plain);
      else rows.add(plain);
    };
    for (const delivery of waited) add(delivery.message, delivery.epoch);
    for (const message of more) add(message, epoch);
    this.#reading = insertionTime(first) ?? this.#reading;
    const chunks = rows.take();
    this.#position = taken;
    // Messages that gave no row at all must not keep those before them from being acknowledged.
    const last = chunks.pop() ?? emptyChunk();
    return [...chunks, { ...last, position: { messages: taken, ...rows.position } }];
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
