import { ACTIVE, INACTIVE } from "../../engine/batch.ts";

/** Longest word known here; others are read the slow way. */
const LONGEST = 6;

interface FlagWord {
  readonly bytes: Uint8Array;
  readonly flag: number;
}

/** The words of an active flag, in the ways they are usually written. */
export class FlagWords {
  readonly #byFirst: readonly (readonly FlagWord[] | undefined)[];
  /** ACTIVE or INACTIVE, of the last match. */
  flag = INACTIVE;

  constructor(yes: readonly string[], no: readonly string[]) {
    const byFirst: FlagWord[][] = [];
    const add = (word: string, flag: number): void => {
      for (const form of forms(word))
        (byFirst[form.charCodeAt(0)] ??= []).push({ bytes: Uint8Array.from(Buffer.from(form)), flag });
    };
    for (const word of yes) add(word, ACTIVE);
    for (const word of no) add(word, INACTIVE);
    this.#byFirst = byFirst;
  }

  /** Length of the word at `at` that ends at a delimiter or at `end`; -1 for a word that is none of the usual ones. */
  match(view: DataView, at: number, end: number, delimiter: number): number {
    const words = at < end ? this.#byFirst[view.getUint8(at)] : undefined;
    if (words === undefined) return -1;
    for (let w = 0; w < words.length; w++) {
      const { bytes, flag } = words[w] as FlagWord;
      const to = at + bytes.length;
      if (to > end || (to < end && view.getUint8(to) !== delimiter)) continue;
      let i = 1;
      while (i < bytes.length && bytes[i] === view.getUint8(at + i)) i++;
      if (i < bytes.length) continue;
      this.flag = flag;
      return bytes.length;
    }
    return -1;
  }
}

/** Ways a flag word is usually written. */
function forms(word: string): string[] {
  const lower = word.toLowerCase();
  return [...new Set([lower, lower.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)])].filter(
    (form) => form.length <= LONGEST && /^[\x21-\x7e]+$/.test(form),
  );
}
