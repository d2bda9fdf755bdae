import type { NamedPreset } from "../csv/detect/presets.ts";
import type { Mapping } from "../mapping.ts";
import type { LivePosition, Source } from "../source.ts";
import type { BodyFormat } from "./message-body.ts";
import type { InletReport } from "./message-inlet.ts";
import { OpenQueue } from "./open-queue.ts";
import type { DatedMessage, QueueMapping } from "./queue-mapping.ts";
import type { RedeliveryState } from "./redelivery.ts";

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
  readonly highBytes?: number;
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
  /** The first messages, at most `most`, as long as they have decided nothing: what to choose columns from where they cannot. */
  undecided(most: number): readonly DatedMessage[];
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

/** Connects. Throws an Error of one line, without credentials, that says what to do. */
export async function openQueue(address: QueueAddress, options: OpenQueueOptions): Promise<QueueSource> {
  const source = new OpenQueue(address, options);
  await source.open();
  return source;
}
