import type { Encoding } from "../../encodings.ts";
import { decoded, foreignWords, type LikelyEncoding } from "./decoded.ts";

/** Letters beyond ASCII that the languages of Western Europe write, those of words they borrow too. */
const WESTERN = [
  "äöüßéèàç",
  "àâçéèêëîïôùûüœ",
  "áéíóúüñç",
  "áâãàçéêíóôúü",
  "àèéìíòóùç",
  "àçéèíïòóúü",
  "éëèïöüóáêç",
  "åäöéüàá",
  "æøåéèòóêâü",
  "áéíóúýðþæö",
  "äöõüšž",
];

const CENTRAL: Readonly<Record<string, string>> = {
  Czech: "áčďéěíňóřšťúůýž",
  Slovak: "áäčďéíĺľňóôŕšťúýž",
  Polish: "ąćęłńóśźż",
  Hungarian: "áéíóöőúüű",
  Croatian: "čćđšž",
  Romanian: "ăâîşţ",
};

/** Encodings that have other letters in some places of Latin-1, the likelier first, and languages that are written in them. */
const OTHERS: readonly (readonly [encoding: Encoding, languages: Readonly<Record<string, string>>])[] = [
  ["windows-1250", CENTRAL],
  ["iso-8859-2", CENTRAL],
  ["windows-1254", { Turkish: "çğıöşüâîû" }],
];

/** Share of the words that must be of the language, of a few all but one, as a row may be broken. */
const SHARE = 0.95;
/** How many of them must read otherwise than in Latin-1. */
const FEWEST = 2;

/** Whether the words of a text are of a language, none of Western Europe's, that is written in another encoding than Latin-1. */
export function latinAlphabet(bytes: Uint8Array): LikelyEncoding | null {
  const western = foreignWords(decoded(bytes, "latin1") ?? "");
  // Only Estonian has the letter before others.
  const bare = western.map((word) => word.replaceAll("õe", "oe"));
  const westernShare = Math.max(...WESTERN.map((letters) => shareOf(bare, letters)));
  const found = OTHERS.flatMap(([encoding, languages]) => {
    const words = foreignWords(decoded(bytes, encoding) ?? "");
    return Object.entries(languages).flatMap(([language, letters]) => {
      const own = words.filter((word) => isOf(word, letters));
      const enough = own.length >= words.length * SHARE || own.length >= words.length - 1;
      const told = own.filter((word) => !western.includes(word)).length;
      return enough && told >= FEWEST ? [{ encoding, language, share: own.length / words.length }] : [];
    });
  });
  const best = found.reduce<(typeof found)[number] | null>((a, b) => (b.share > (a?.share ?? westernShare) ? b : a), null);
  return best === null
    ? null
    : { encoding: best.encoding, reason: `bytes that are not UTF-8, and in it the letters of ${best.language}` };
}

/** Share of the words whose letters beyond ASCII are all among some. */
function shareOf(words: readonly string[], letters: string): number {
  return words.filter((word) => isOf(word, letters)).length / Math.max(1, words.length);
}

function isOf(word: string, letters: string): boolean {
  for (const char of word.toLowerCase()) if (char > "\u007f" && !letters.includes(char)) return false;
  return true;
}
