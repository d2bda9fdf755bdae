import type { KeyInfo } from "../../src-main/ipc/contract.ts";

/** Of fewer nothing is known of how often they come. */
const KNOWN = 10;
/** Mean intervals without an event that are a gap: readings that came as if by chance would leave one so long once in 500 million times. */
const GAP = 20;

/** How far apart two readings of a sensor may lie for a line to join them, ms: over a gap nothing was measured. Infinity: not known. */
export function bridgedBy({ events, firstTime, lastTime }: Pick<KeyInfo, "events" | "firstTime" | "lastTime">): number {
  return events < KNOWN ? Number.POSITIVE_INFINITY : (GAP * (lastTime - firstTime)) / (events - 1);
}
