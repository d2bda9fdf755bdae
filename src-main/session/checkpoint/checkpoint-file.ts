import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";

/** Version of what a checkpoint holds. Another one is not read: state of engine and rules means nothing to other code. */
export const CHECKPOINT_VERSION = 1;
const MAGIC = Buffer.from("WEIRCKPT");
const HEAD = MAGIC.length + 4 + 8;
const SUM = 32;

/**
 * A checkpoint as bytes: magic, version (u32), length of the body (u64), the body (structured clone of plain data and typed arrays),
 * SHA-256 of all before.
 */
export function encodeCheckpoint(content: unknown): Buffer {
  const body = serialize(content);
  const bytes = Buffer.allocUnsafe(HEAD + body.length + SUM);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(CHECKPOINT_VERSION, MAGIC.length);
  bytes.writeBigUInt64LE(BigInt(body.length), MAGIC.length + 4);
  body.copy(bytes, HEAD);
  createHash("sha256")
    .update(bytes.subarray(0, -SUM))
    .digest()
    .copy(bytes, bytes.length - SUM);
  return bytes;
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
    return deserialize(bytes.subarray(HEAD, HEAD + length));
  } catch {
    throw new Error("was written by another version of Node and cannot be read");
  }
}
