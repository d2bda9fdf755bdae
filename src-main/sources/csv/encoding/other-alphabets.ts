import type { Encoding } from "../../encodings.ts";
import { decoded, foreignWords, type LikelyEncoding } from "./decoded.ts";

/** How often letters come in texts of an alphabet, per mille; those of its rarer languages too. */
const CYRILLIC =
  "о109 е84 а80 и74 н67 т63 с55 р47 в45 л44 к35 м32 д30 п28 у26 я20 ы19 ь17 г17 з16 б16 ч14 й12 х10 ж9 ш7 ю6 ц5 щ4 э3 ф3 ъ1 ё1 і3 ї2 є2 ґ1 ў1 ј2 љ1 њ1 ћ1 ђ1 џ1";
const GREEK =
  "α110 ο90 ι90 ε85 τ80 ν65 σ50 η50 υ43 ρ43 κ42 π40 ς35 μ33 λ30 ω20 δ17 θ13 γ17 χ11 φ9 β7 ξ5 ζ4 ψ2 ά17 έ12 ή13 ί17 ό17 ύ9 ώ8 ϊ1 ϋ1";
const HEBREW = "י110 ו100 ה95 ל70 א60 ר60 ת55 ב50 ש48 מ48 נ35 ם30 ע30 ד25 ח25 כ25 פ22 ק22 ס15 ן15 ט14 צ13 ג13 ז12 ך8 ף2 ץ1";
const ARABIC =
  "ا150 ل120 ي75 م65 ن60 و60 ر52 ت48 ب36 ع36 د36 ة35 ه30 س30 ف27 أ25 ك23 ح23 ق23 ج15 ط13 ش12 ص10 خ10 ى9 ض8 إ8 ذ6 ز6 ث6 غ5 ئ4 ء4 ظ2 ؤ2 آ2";

interface Candidate {
  readonly encoding: Encoding;
  readonly alphabet: string;
  /** Natural logarithm of the share of each letter. */
  readonly common: ReadonlyMap<string, number>;
}

const candidate = (encoding: Encoding, alphabet: string, letters: string): Candidate => ({
  encoding,
  alphabet,
  common: new Map(letters.split(" ").map((entry) => [entry.charAt(0), Math.log(Number(entry.slice(1)) / 1000)])),
});

const CANDIDATES: readonly Candidate[] = [
  candidate("windows-1251", "Cyrillic", CYRILLIC),
  candidate("koi8-r", "Cyrillic", CYRILLIC),
  candidate("ibm866", "Cyrillic", CYRILLIC),
  candidate("windows-1253", "Greek", GREEK),
  candidate("windows-1255", "Hebrew", HEBREW),
  candidate("windows-1256", "Arabic", ARABIC),
];

/** Share of the words that must be of the alphabet alone; of a few all but one, as a row may be broken. */
const SHARE = 0.95;
/** What a capital behind a small letter counts. */
const OUT_OF_PLACE = Math.log(0.01);
/** Least mean of a text's letters: of words of the language it is some -3, of letters at random -4. */
const LEAST = -3.5;
/** How much likelier than by the next encoding a text must be, as a logarithm. */
const LEAD = 6;
/** Letters there must be, and different ones. */
const FEWEST = 8;
const FEWEST_DIFFERENT = 5;

/** Whether the words of a text are of an alphabet of its own, and in which encoding their letters are as frequent as in its language. */
export function otherAlphabet(bytes: Uint8Array): LikelyEncoding | null {
  const scored = CANDIDATES.map(({ encoding, alphabet, common }) => {
    const text = decoded(bytes, encoding);
    return { encoding, alphabet, ...scoreOf(text ?? "", common) };
  }).sort((a, b) => b.mean - a.mean);
  const [best, next] = scored;
  if (best === undefined || next === undefined || best.letters < FEWEST || best.different < FEWEST_DIFFERENT) return null;
  if (best.mean < LEAST || (best.mean - next.mean) * best.letters < LEAD) return null;
  return {
    encoding: best.encoding,
    reason: `bytes that are not UTF-8, and in it ${best.alphabet} letters as frequent as in words`,
  };
}

interface Score {
  readonly letters: number;
  readonly different: number;
  /** How likely a letter is in the language, as a logarithm. */
  readonly mean: number;
}

const NO_WORDS: Score = { letters: 0, different: 0, mean: -100 };

/** How well the words beyond ASCII are ones of the language. */
function scoreOf(text: string, common: ReadonlyMap<string, number>): Score {
  const words = foreignWords(text);
  const own = words.map((word) => [...word]).filter((word) => word.every((char) => common.has(char.toLowerCase())));
  if (own.length < words.length * SHARE && own.length < words.length - 1) return NO_WORDS;
  let likely = 0;
  const seen = new Set<string>();
  for (const word of own) {
    for (const [i, char] of word.entries()) {
      const lower = char.toLowerCase();
      seen.add(lower);
      likely += common.get(lower) ?? 0;
      const before = word[i - 1];
      if (char !== lower && before !== undefined && before === before.toLowerCase()) likely += OUT_OF_PLACE;
    }
  }
  const letters = own.reduce((sum, word) => sum + word.length, 0);
  return letters === 0 ? NO_WORDS : { letters, different: seen.size, mean: likely / letters };
}
