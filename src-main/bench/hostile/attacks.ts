import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import { type Random, seededRandom } from "../../simulate/random.ts";
import type { Attack, Place } from "./attack.ts";
import { csvAttack } from "./csv-attack.ts";
import {
  declarationAttack,
  flagAttack,
  manifestAttack,
  mappingAttack,
  truthAttack,
  workspaceAttack,
} from "./document-attacks.ts";
import { messageAttack } from "./message-attack.ts";
import { caseAttack, checkpointAttack } from "./saved-attacks.ts";
import { sessionAttack } from "./session-attack.ts";
import { storeAttack } from "./store-attack.ts";

const ATTACKS: readonly Attack[] = [
  csvAttack,
  messageAttack,
  mappingAttack,
  workspaceAttack,
  manifestAttack,
  declarationAttack,
  flagAttack,
  truthAttack,
  checkpointAttack,
  caseAttack,
];
/** Slow ones: a whole session, a whole store. One input in so many. */
const SLOW_ONE_IN = 500;

export interface Trial {
  readonly attack: Attack;
  readonly input: Buffer;
}

/** Input number `index` of a seed. */
export function trial(seed: number, index: number): Trial {
  const random = seededRandom(seed, index);
  const attack = chosen(random);
  return { attack, input: attack.make(random) };
}

function chosen(random: Random): Attack {
  if (random.below(SLOW_ONE_IN) === 0) return random.below(2) === 0 ? sessionAttack : storeAttack;
  let draw = random.below(100);
  for (const attack of ATTACKS) {
    if (draw < attack.share) return attack;
    draw -= attack.share;
  }
  return csvAttack;
}

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

const MODULUS = 1n << 64n;

/**
 * A fingerprint of inputs: the same seed makes the same corpus. A sum of hashes, so that it is the same however the inputs are dealt out.
 */
export class Corpus {
  readonly #sum: bigint;

  constructor(sum = 0n) {
    this.#sum = sum;
  }

  static of(index: number, { attack, input }: Trial): Corpus {
    return new Corpus(createHash("sha256").update(`${index} ${attack.name} `).update(input).digest().readBigUInt64BE());
  }

  static sum(a: string, b: string): string {
    return new Corpus((BigInt(`0x${a}`) + BigInt(`0x${b}`)) % MODULUS).hex;
  }

  get hex(): string {
    return this.#sum.toString(16).padStart(16, "0");
  }
}
