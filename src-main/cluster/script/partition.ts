import type { KeyPart } from "../../../plugins/api.ts";
import type { KeyTuple } from "../../engine/batch.ts";

/** FNV-1a over UTF-16 code units with a final avalanche (murmur3's), 32 bits: alike on every engine. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Partition of a key under some of its parts, from 0 to `partitions` - 1. All events of a group are in one. */
export function partitionOf([station, sensor, alarm]: KeyTuple, by: readonly KeyPart[], partitions: number): number {
  const parts = [by.includes("station") ? station : "", by.includes("sensor") ? sensor : "", by.includes("alarm") ? alarm : ""];
  return hash32(JSON.stringify(parts)) % partitions;
}
