import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";
import { joinPieces, type Piece, piecesOf } from "./pieces.ts";
import { Stopwatch } from "./stopwatch.ts";

/** Version of what a checkpoint holds. Another one is not read: state of engine and rules means nothing to other code. */
const CHECKPOINT_VERSION = 5;
const MAGIC = Buffer.from("WEIRCKPT");
const HEAD = MAGIC.length + 4 + 8;
const SUM = 32;
/** ms of encoding after which a stream that goes on meanwhile has its turn. */
const SLICE = 5;

/** A checkpoint to be written, its bytes in parts. `busy`: ms that encoding it took of this thread. */
export interface EncodedCheckpoint {
  readonly parts: readonly Buffer[];
  readonly bytes: number;
  readonly busy: number;
}

/**
 * A checkpoint as bytes: magic, version (u32), length of the body (u64); the body: the pieces of the content, each as its length (u32) and
 * a structured clone of plain data and typed arrays; SHA-256 of all before. Done a few milliseconds at a time: `content` must not change
 * meanwhile. `whole` as in piecesOf.
 */
export async function encodeCheckpoint(content: unknown, whole: ReadonlySet<string> = new Set()): Promise<EncodedCheckpoint> {
  const body: Buffer[] = [];
  let length = 0;
  let busy = 0;
  let slice = new Stopwatch();
  const pause = async (): Promise<void> => {
    if (slice.elapsed < SLICE) return;
    busy += slice.spent;
    await turn();
    slice = new Stopwatch();
  };
  for (const piece of piecesOf(content, whole)) {
    const bytes = serialize(piece);
    const size = Buffer.allocUnsafe(4);
    size.writeUInt32LE(bytes.length);
    body.push(Buffer.concat([size, bytes]));
    length += size.length + bytes.length;
    await pause();
  }
  const head = Buffer.alloc(HEAD);
  MAGIC.copy(head);
  head.writeUInt32LE(CHECKPOINT_VERSION, MAGIC.length);
  head.writeBigUInt64LE(BigInt(length), MAGIC.length + 4);
  const sum = createHash("sha256").update(head);
  for (const bytes of body) {
    sum.update(bytes);
    await pause();
  }
  const parts = [head, ...body, sum.digest()];
  return { parts, bytes: HEAD + length + SUM, busy: busy + slice.spent };
}

/** Throws an Error that says in a few words why these bytes are no checkpoint. */
export function decodeCheckpoint(bytes: Buffer): unknown {
  if (bytes.length < HEAD + SUM) throw new Error("is cut short");
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error("is no checkpoint");
  const version = bytes.readUInt32LE(MAGIC.length);
  if (version !== CHECKPOINT_VERSION)
    throw new Error(
      `was written by ${version > CHECKPOINT_VERSION ? "a newer" : "an older"} Weir (checkpoint version ${version}, not ${CHECKPOINT_VERSION})`,
    );
  const length = Number(bytes.readBigUInt64LE(MAGIC.length + 4));
  if (bytes.length < HEAD + length + SUM) throw new Error("is cut short");
  const sum = createHash("sha256").update(bytes.subarray(0, -SUM)).digest();
  if (bytes.length !== HEAD + length + SUM || !sum.equals(bytes.subarray(-SUM))) throw new Error("is damaged");
  try {
    return joinPieces(piecesIn(bytes.subarray(HEAD, HEAD + length)));
  } catch {
    throw new Error("was written by another version of Node and cannot be read");
  }
}

function* piecesIn(body: Buffer): Generator<Piece> {
  for (let at = 0; at < body.length; ) {
    const end = at + 4 + body.readUInt32LE(at);
    yield deserialize(body.subarray(at + 4, end)) as Piece;
    at = end;
  }
}
