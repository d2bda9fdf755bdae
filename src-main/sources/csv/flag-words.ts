import { ACTIVE, INACTIVE, NO_FLAG } from "../../engine/batch.ts";

/** Longest word known here; others are read the slow way. */
const LONGEST = 8;

interface FlagWord {
  readonly length: number;
  /** Its bytes as two little-endian words, the rest zero. */
  readonly low: number;
  readonly high: number;
  readonly flag: number;
}

/** The words of an active flag, in the ways they are usually written. */
export class FlagWords {
  readonly #words: readonly FlagWord[];
  /** The word met last, which is likely the next one too. */
  #last: FlagWord = { length: -1, low: 0, high: 0, flag: NO_FLAG };

  constructor(yes: readonly string[], no: readonly string[]) {
    this.#words = [
      ...yes.flatMap((word) => forms(word).map((form) => packed(form, ACTIVE))),
      ...no.flatMap((word) => forms(word).map((form) => packed(form, INACTIVE))),
    ];
  }

  /** What the word in [from, to) means: ACTIVE or INACTIVE; NO_FLAG for none of the usual ones. Up to eight bytes from `from` are looked at. */
  match(view: DataView, from: number, to: number): number {
    const length = to - from;
    if (length === 0 || length > LONGEST || from + LONGEST > view.byteLength) return NO_FLAG;
    const low = length < 4 ? view.getInt32(from, true) & ((1 << (length << 3)) - 1) : view.getInt32(from, true);
    const high =
      length <= 4
        ? 0
        : length === LONGEST
          ? view.getInt32(from + 4, true)
          : view.getInt32(from + 4, true) & ((1 << ((length - 4) << 3)) - 1);
    const last = this.#last;
    if (last.low === low && last.high === high && last.length === length) return last.flag;
    for (let w = 0; w < this.#words.length; w++) {
      const word = this.#words[w] as FlagWord;
      if (word.low !== low || word.high !== high || word.length !== length) continue;
      this.#last = word;
      return word.flag;
    }
    return NO_FLAG;
  }
}

function packed(form: string, flag: number): FlagWord {
  const bytes = new DataView(new ArrayBuffer(LONGEST));
  for (let i = 0; i < form.length; i++) bytes.setUint8(i, form.charCodeAt(i));
  return { length: form.length, low: bytes.getInt32(0, true), high: bytes.getInt32(4, true), flag };
}

/** Ways a flag word is usually written. */
function forms(word: string): string[] {
  const lower = word.toLowerCase();
  return [...new Set([lower, lower.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)])].filter(
    (form) => form.length <= LONGEST && /^[\x21-\x7e]+$/.test(form),
  );
}
