import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Looks at one thread at most, and by how much one must fall short of the one before to be followed by another. */
const LOOKS = 8;
const LESS = 0.99;

let collect: (() => void) | null = null;

/** Bytes that this thread holds, its heap and what hangs on it outside, after a collection, which takes tens of milliseconds. */
export function heldMemory(): number {
  if (collect === null) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * What is left when looking again finds no less: buffers are let go of some turns after the collection that found nobody uses them.
 * `look` answers what heldMemory does in the thread that is looked at; null: it is gone.
 */
export async function settledMemory(look: () => Promise<number | null>): Promise<number | null> {
  let held = await look();
  for (let looks = 1; held !== null && looks < LOOKS; looks++) {
    const again = await look();
    // One more than it takes: the first to find no less may have come too early.
    if (again === null || (again > held * LESS && looks > 2)) return again === null ? null : Math.min(held, again);
    held = Math.min(held, again);
  }
  return held;
}
