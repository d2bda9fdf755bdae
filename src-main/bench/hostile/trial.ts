import { type Random, seededRandom } from "../../simulate/random.ts";
import type { Attack } from "./attack.ts";
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
