import type { Random } from "../../simulate/random.ts";
import { chance, few, pick } from "./draws.ts";

/** Bytes that mean something to some reader. */
const TOKENS: readonly Buffer[] = [
  ...[
    ",",
    ";",
    "\t",
    "|",
    '"',
    '""',
    "'",
    "\n",
    "\r\n",
    "\r",
    "\0",
    " ",
    "-",
    "+",
    ".",
    "e9",
    "0x1F",
    "=cmd()",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ":",
    "#",
  ],
  ...[
    "NaN",
    "Infinity",
    "-0",
    "1e400",
    "999999",
    "9007199254740993",
    "\u2028",
    "\u0085",
    "\uFEFF",
    "\uFFFD",
    "é",
    "😀",
    "\u202e",
  ],
  ...["null", "true", "__proto__", "constructor", "toString", "1970-01-01", "9999-12-31 23:59:60", "0000-00-00"],
].map((text) => Buffer.from(text));
const RAW: readonly Buffer[] = [
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0xef, 0xbb, 0xbf],
  [0xc3],
  [0xed, 0xa0, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0x1f, 0x8b],
  [0x80],
  [0x1b, 0x5b, 0x33, 0x31, 0x6d],
  [0x1a],
  [0x85],
].map((bytes) => Buffer.from(bytes));

/** A few changes to `bytes`, without a thought for what they are. */
export function mutate(random: Random, bytes: Buffer): Buffer {
  let changed = bytes;
  for (let changes = 1 + few(random, 8); changes > 0; changes--) changed = mutateOnce(random, changed);
  return changed;
}

function mutateOnce(random: Random, bytes: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  const length = few(random, Math.min(200, bytes.length - at + 1));
  const [before, cut, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
  switch (random.below(8)) {
    case 0: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = (copy[at] as number) ^ (1 << random.below(8));
      return copy;
    }
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, pick(random, TOKENS), after]);
    case 3:
      return Buffer.concat([before, pick(random, chance(random, 0.5) ? TOKENS : RAW), cut, after]);
    case 4:
      // A stretch again and again: fields, quotes, lines without end.
      return Buffer.concat([before, ...Array.from({ length: 1 + few(random, 300) }, () => cut), after]);
    case 5:
      return before;
    case 6: {
      const from = random.below(bytes.length + 1);
      return Buffer.concat([before, bytes.subarray(from, from + length), after]);
    }
    default:
      return Buffer.concat([before, Buffer.from(Array.from({ length: 1 + few(random, 20) }, () => random.below(256))), after]);
  }
}
