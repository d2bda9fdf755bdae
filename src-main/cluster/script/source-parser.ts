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
import { restoreKeys } from "./waiting-events.ts";

interface ParserSnapshot {
  readonly keys: readonly KeyTuple[];
  readonly file: ChunkPosition | null;
  readonly rows: number;
  readonly reorder: ReorderSnapshot;
  readonly delivered: ReturnType<Delivered["snapshot"]>;
}

type NodeBuffer = Parameters<ChunkBuilder["push"]>[0];
type Chunk = Omit<SourceChunk, "newKeys" | "bytes" | "progress">;

/**
 * Rows of one source (a file, or a consumer of a queue) -> events: mapping, refusals, order, as the desktop's session has them. Each call
 * gives: the watermark of this source, lines of rejects, the counts (`COUNTS`), then target and block for the next operator, by turns.
 */
export class SourceParser {
  readonly #job: ClusterJob;
  readonly #source: number;
  readonly #names: readonly string[];
  readonly #reader: RowReader;
  readonly #file: ChunkBuilder | null;
  #messages: MessageRows | null;
  readonly #live: boolean;
  #reorder: ReorderBuffer;
  readonly #router: Router;
  #bytes = 0;
  #refusedRow = -1;
  readonly #delivered = new Delivered();

  /** `next`: lanes of the operator behind it. */
  constructor(job: ClusterJob, source: number, next: readonly Lane[]) {
    this.#job = job;
    this.#source = source;
    this.#names = sourceNames(job.sources);
    this.#live = job.sources[source]?.kind === "rabbitmq";
    const keepTexts = job.order === "arrival";
    this.#messages = this.#live ? new MessageRows(job, job.messageFormat, Number.POSITIVE_INFINITY) : null;
    this.#reader = this.#messages?.reader ?? new RowReader(job.mapping, job.columns);
    this.#file = this.#live
      ? null
      : new ChunkBuilder(
          { mapping: job.mapping, reader: this.#reader, keepTexts },
          source,
          false,
          null,
          () => Number.POSITIVE_INFINITY,
        );
    this.#reorder = new ReorderBuffer({ outOfOrderness: job.outOfOrderness });
    this.#router = new Router(next, job.partitions, this.#reader.keys);
  }

  /** Bytes of a file, in their order. `first`: the file begins here. */
  push(bytes: ArrayBuffer | Uint8Array, first: boolean): (string | number)[] {
    const file = this.#file;
    if (file === null) throw new Error("this source is a queue");
    const whole = new Uint8Array(bytes);
    const piece = first && whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf ? whole.subarray(3) : whole;
    this.#bytes += whole.length;
    file.push(asBuffer(piece));
    return this.#take([file.take()], 0);
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
    return this.#take(this.#messages?.take() ?? [], now);
  }

  /** Nothing came for `idleTimeout`: time goes on without the source. */
  idle(now: number): (string | number)[] {
    const released = this.#reorder.advance(Math.max(this.#reorder.watermark, now - this.#job.outOfOrderness - 1));
    return this.#answer(released, "", newCounts());
  }

  /** The source has ended. */
  end(now: number): (string | number)[] {
    if (this.#file === null) return this.#take(this.#messages?.take() ?? [], now, true);
    this.#file.end();
    return this.#take([this.#file.take()], now, true);
  }

  snapshot(): string {
    return packJson({
      keys: this.#reader.keys.snapshot(),
      file: this.#file?.position ?? null,
      rows: this.#messages?.position.rows ?? 0,
      reorder: this.#reorder.snapshot(),
      delivered: this.#delivered.snapshot(),
    } satisfies ParserSnapshot);
  }

  restore(snapshot: string): void {
    const { keys, file, rows, reorder, delivered } = unpackJson(snapshot) as ParserSnapshot;
    restoreKeys(this.#reader.keys, keys);
    if (file !== null) this.#file?.resume(file);
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
      for (const reject of chunk.rejects) rejects += rejectLine({ ...reject, source: this.#source }, this.#names);
      const refuse = (index: number, reason: RefusalReason, detail: string): void => {
        const row = events.row[index] as number;
        // The events of one row of a wide table are refused as one.
        if (row === this.#refusedRow) return;
        this.#refusedRow = row;
        accepted--;
        counts[reason]++;
        const text = chunk.textOf?.(places === null ? index : (places[index] as number)) ?? "";
        rejects += rejectLine({ source: this.#source, row, reason, detail, text }, this.#names);
      };
      events.source.fill(this.#source, 0, events.length);
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
