import { performance } from "node:perf_hooks";
import type { Place } from "./attack.ts";
import type { Trial } from "./trial.ts";

export interface Fault {
  readonly attack: string;
  readonly index: number;
  readonly what: string;
  /** The input as the seed made it, and cut down as far as the same fault still comes. */
  readonly bytes: number;
  readonly minimal: string;
}

/** What the product threw, in a line: the same fault again has the same line, but for names and numbers of its input. */
export function faultLine(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const [place = ""] = /\bat .*/.exec(error.stack ?? "") ?? [];
  return error.name === "Finding" ? error.message : `${error.name}: ${error.message.slice(0, 300)} ${place}`;
}

const kindOf = (line: string): string => line.replace(/[:"].*/s, "");

/** Longest time an input is cut down for, ms. */
const MINIMISING = 10_000;

/** Cuts an input down: stretches are taken away, large ones first, while the fault stays of the same kind. */
export async function minimise({ attack, input }: Trial, line: string, place: Place): Promise<Buffer> {
  let smallest = input;
  const fails = async (candidate: Buffer): Promise<boolean> => {
    try {
      await attack.run(candidate, place);
      return false;
    } catch (error) {
      return kindOf(faultLine(error)) === kindOf(line);
    }
  };
  const until = performance.now() + MINIMISING;
  let tries = 400;
  for (let size = Math.ceil(input.length / 2); size >= 1 && tries > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at < smallest.length && tries > 0 && performance.now() < until; tries--) {
      const candidate = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)]);
      if (await fails(candidate)) smallest = candidate;
      else at += size;
    }
  }
  return smallest;
}
