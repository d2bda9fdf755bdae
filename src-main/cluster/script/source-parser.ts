import { createBatch, type EventBatch, type KeyTuple } from "../../engine/batch.ts";
import { ReorderBuffer, type ReorderSnapshot } from "../../engine/reorder.ts";
import { dropLaterThan, type EventsLeft } from "../../session/early-events.ts";
import { rejectLine } from "../../sinks/files/result-lines.ts";
import { ChunkBuilder, type ChunkPosition } from "../../sources/csv/chunk-builder.ts";
import { RowReader } from "../../sources/csv/row-reader.ts";
import { MessageRows } from "../../sources/rabbitmq/message-rows.ts";
import { earlyDetail, lateDetail } from "../../sources/refusal-details.ts";
import { REFUSAL_REASONS, type RefusalReason, type SourceChunk } from "../../sources/source.ts";
import type { ClusterJob } from "../job.ts";
import { sourceNames } from "../source-names.ts";
import { Delivered } from "./delivered.ts";
import { Buffer } from "./host-globals.ts";
import { packJson, unpackJson } from "./packed-json.ts";
import { type Lane, Router } from "./router.ts";
import { checkIdentity, type StateIdentity, sourceIdentity } from "./state-identity.ts";
import { restoreKeys } from "./waiting-events.ts";

interface ParserSnapshot {
  readonly identity: StateIdentity;
  readonly keys: readonly KeyTuple[];
  /** The file that is read, by its place in the source; null: none yet, or a queue. */
  readonly file: { readonly at: number; readonly position: ChunkPosition } | null;
  readonly rows: number;
  readonly reorder: ReorderSnapshot;
  readonly delivered: ReturnType<Delivered["snapshot"]>;
}

type NodeBuffer = Parameters<ChunkBuilder["push"]>[0];
/** `number`: of the file or consumer it came from. */
type Chunk = Omit<SourceChunk, "newKeys" | "bytes" | "progress"> & { readonly number: number };

/**
 * Rows of one source (files one after the other, or a consumer of a queue) -> events: mapping, refusals, order, as the desktop's session has them. Each call
 * gives: the watermark of this source, lines of rejects, the counts (`COUNTS`), then target and block for the next operator, by turns.
 */
export class SourceParser {
  readonly #job: ClusterJob;
  /** Of its first file, or of the consumer. */
  readonly #first: number;
  readonly #names: readonly string[];
  readonly #identity: StateIdentity;
  readonly #reader: RowReader;
  #file: { readonly at: number; readonly rows: ChunkBuilder } | null = null;
  readonly #messages: MessageRows | null;
  readonly #live: boolean;
  #reorder: ReorderBuffer;
  readonly #router: Router;
  #bytes = 0;
  #refusedRow = { number: -1, row: -1 };
  readonly #delivered = new Delivered();

  /** `next`: lanes of the operator behind it. */
  constructor(job: ClusterJob, source: number, next: readonly Lane[]) {
    this.#job = job;
    this.#first = sourceNames(job.sources.slice(0, source)).length;
    this.#names = sourceNames(job.sources);
    this.#identity = sourceIdentity(job, source);
    this.#live = job.sources[source]?.kind === "rabbitmq";
    this.#messages = this.#live ? new MessageRows(job, job.messageFormat, Number.POSITIVE_INFINITY) : null;
    this.#reader = this.#messages?.reader ?? new RowReader(job.mapping, job.columns);
    this.#reorder = new ReorderBuffer({ outOfOrderness: job.outOfOrderness });
    this.#router = new Router(next, job.partitions, this.#reader.keys);
  }

  /** Bytes of the files, in their order. `first`: a file begins here, and the one before it has ended. */
  push(bytes: ArrayBuffer | Uint8Array, first: boolean): (string | number)[] {
    if (this.#live) throw new Error("this source is a queue");
    const chunks = first ? this.#ended() : [];
    if (first) this.#begin((this.#file?.at ?? -1) + 1);
    const file = this.#file;
    if (file === null) throw new Error("this file has no beginning");
    const whole = new Uint8Array(bytes);
    const piece = first && whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf ? whole.subarray(3) : whole;
    this.#bytes += whole.length;
    file.rows.push(asBuffer(piece));
    return this.#take([...chunks, { ...file.rows.take(), number: this.#first + file.at }], 0);
  }

  #begin(at: number): ChunkBuilder {
    const { mapping, order } = this.#job;
    const options = { mapping, reader: this.#reader, keepTexts: order === "arrival" };
    const rows = new ChunkBuilder(options, this.#first + at, false, null, () => Number.POSITIVE_INFINITY);
    this.#file = { at, rows };
    return rows;
  }

  /** What is left of the file that is read. */
  #ended(): Chunk[] {
    if (this.#file === null) return [];
    const { at, rows } = this.#file;
    rows.end();
    return [{ ...rows.take(), number: this.#first + at }];
  }

  #ofMessages(): Chunk[] {
    return (this.#messages?.take() ?? []).map((chunk) => ({ ...chunk, number: this.#first }));
  }

  /** One message of a queue, unpacked; `flush` gives what came of it. What is not there is "". */
  message(bytes: ArrayBuffer | Uint8Array, contentType: string, columns: string, id: string, redelivered: boolean): void {
    const rows = this.#messages;
    if (rows === null) throw new Error("this source is a file");
    const body = new Uint8Array(bytes);
    this.#bytes += body.length;
    const message = {
      bytes: asBuffer(body),
      head: { contentType: contentType === "" ? undefined : contentType, contentEncoding: undefined },
      columns: columns === "" ? undefined : columns,
    };
    if (this.#delivered.isRepeat(id, body, redelivered)) rows.addDuplicate(message);
    else rows.add(message);
  }

  /** `now`: wall clock of the host, ms. */
  flush(now: number): (string | number)[] {
    return this.#take(this.#ofMessages(), now);
  }

  /** Nothing came for `idleTimeout`, nor waits: time goes on without the source. */
  idle(now: number): (string | number)[] {
    return this.follow(now - this.#job.outOfOrderness - 1);
  }

  /** Nothing came, but other consumers of the queue are at `watermark`. */
  follow(watermark: number): (string | number)[] {
    const released = this.#reorder.advance(Math.max(this.#reorder.watermark, watermark));
    return this.#answer(released, "", newCounts());
  }

  /** Events at or before it are late; -Infinity: none is. */
  watermark(): number {
    return this.#reorder.watermark;
  }

  /**
   * Goes on from a state at `watermark`, the least of the queue's consumers, which may be behind its own: what was not acknowledged is dealt
   * out anew, and a row one consumer had still before it may come to another that was ahead of it.
   */
  startAt(watermark: number): void {
    if (watermark === this.#reorder.watermark) return;
    this.#reorder = ReorderBuffer.restore({ ...this.#reorder.snapshot(), max: Number.NEGATIVE_INFINITY, idle: watermark });
  }

  /** The source has ended. */
  end(now: number): (string | number)[] {
    return this.#take(this.#live ? this.#ofMessages() : this.#ended(), now, true);
  }

  /** `checkpoint`: its number, which grows. */
  snapshot(checkpoint: number): string {
    return packJson({
      identity: this.#identity,
      keys: this.#reader.keys.snapshot(),
      file: this.#file === null ? null : { at: this.#file.at, position: this.#file.rows.position },
      rows: this.#messages?.position.rows ?? 0,
      reorder: this.#reorder.snapshot(),
      delivered: this.#delivered.snapshot(checkpoint),
    } satisfies ParserSnapshot);
  }

  /** That checkpoint is complete: what it holds is acknowledged. */
  completed(checkpoint: number): void {
    this.#delivered.completed(checkpoint);
  }

  restore(snapshot: string): void {
    const { identity, keys, file, rows, reorder, delivered } = unpackJson(snapshot) as ParserSnapshot;
    checkIdentity(identity, this.#identity);
    restoreKeys(this.#reader.keys, keys);
    if (file !== null) this.#begin(file.at).resume(file.position);
    this.#messages?.resume(rows);
    this.#reorder = ReorderBuffer.restore(reorder);
    this.#delivered.restore(delivered);
  }

  #take(chunks: readonly Chunk[], now: number, last = false): (string | number)[] {
    const counts = newCounts();
    let rejects = "";
    const released: EventBatch[] = [];
    for (const chunk of chunks) {
      const { events } = chunk;
      let accepted = chunk.rowsAccepted;
      let places: EventsLeft["places"] = null;
      for (const [reason, rows] of Object.entries(chunk.refused)) counts[reason as RefusalReason] += rows;
      const { number } = chunk;
      for (const reject of chunk.rejects) rejects += rejectLine({ ...reject, source: number }, this.#names);
      const refuse = (index: number, reason: RefusalReason, detail: string): void => {
        const row = events.row[index] as number;
        // The events of one row of a wide table are refused as one.
        if (row === this.#refusedRow.row && number === this.#refusedRow.number) return;
        this.#refusedRow = { number, row };
        accepted--;
        counts[reason]++;
        const text = chunk.textOf?.(places === null ? index : (places[index] as number)) ?? "";
        rejects += rejectLine({ source: number, row, reason, detail, text }, this.#names);
      };
      events.source.fill(number, 0, events.length);
      const { futureTolerance } = this.#job;
      if (this.#live)
        places = dropLaterThan(events, now + futureTolerance, (i) => refuse(i, "early", earlyDetail(futureTolerance))).places;
      if (this.#job.order === "time") released.push(copyOf(events));
      else {
        const before = this.#reorder.watermark;
        const result = this.#reorder.push(events);
        counts.outOfOrder += result.outOfOrder;
        for (const index of result.lateIndexes)
          refuse(index, "late", lateDetail(events.time[index] as number, before, this.#job.outOfOrderness));
        released.push(copyOf(result.released));
      }
      counts.read += chunk.rows;
      counts.accepted += accepted;
      chunk.recycle?.();
    }
    if (last) released.push(this.#reorder.flush());
    counts.bytes = this.#bytes;
    this.#bytes = 0;
    const out = this.#answer(released[0] ?? createBatch(0), rejects, counts);
    for (const batch of released.slice(1)) this.#router.route(batch, out);
    if (last) out[0] = Number.POSITIVE_INFINITY;
    return out;
  }

  #answer(released: EventBatch, rejects: string, counts: Counts): (string | number)[] {
    const watermark = this.#job.order === "time" ? Number.NEGATIVE_INFINITY : this.#reorder.watermark;
    const out: (string | number)[] = [watermark, rejects, ...COUNTS.map((name) => counts[name])];
    this.#router.route(released, out);
    return out;
  }
}

/** The readers ask for Node's Buffer; this engine has the one that was bundled. */
function asBuffer(bytes: Uint8Array): NodeBuffer {
  return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length) as unknown as NodeBuffer;
}

/** Names and order of the counts a call gives. */
const COUNTS = ["read", "bytes", "accepted", ...REFUSAL_REASONS, "outOfOrder"] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

function newCounts(): Counts {
  return Object.fromEntries(COUNTS.map((name) => [name, 0])) as Counts;
}

/** What the reader's columns held: it fills them again. */
function copyOf({ length, time, key, value, threshold, active, source, row }: EventBatch): EventBatch {
  return {
    length,
    time: time.slice(0, length),
    key: key.slice(0, length),
    value: value.slice(0, length),
    threshold: threshold.slice(0, length),
    active: active.slice(0, length),
    source: source.slice(0, length),
    row: row.slice(0, length),
  };
}
