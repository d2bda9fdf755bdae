/**
 * Two encodings in which programs of Windows write Japanese and Chinese: a character beyond ASCII is two bytes in both, mostly of those that
 * are used most. In texts of Europe such bytes stand alone, and other encodings of two bytes have other ones.
 */
export type EastAsian = "shift_jis" | "gb18030";

/** Share of the characters beyond ASCII that must be of the usual ones, and how many there must be. */
const SHARE = 0.8;
const FEWEST = 4;

/** Which of the two a text is in whose bytes are not UTF-8, its end perhaps cut; null: neither, as far as can be told. */
export function eastAsian(bytes: Uint8Array): EastAsian | null {
  if (isMostly(bytes, (lead) => lead >= 0x81 && lead <= 0x98) && isValid(bytes, "shift_jis")) return "shift_jis";
  // The first ones are those of Korean, too, and kana those of another encoding of Japanese.
  const chinese = (lead: number, trail: number): boolean => lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1;
  const leads = new Set(leadsOf(bytes));
  const foreign = leads.has(0xa4) || leads.has(0xa5) || ![...leads].some((lead) => lead > 0xc8);
  return !foreign && isMostly(bytes, chinese) && isValid(bytes, "gb18030") ? "gb18030" : null;
}

/** First bytes of what are characters of two. */
function* leadsOf(bytes: Uint8Array): Generator<number> {
  for (let at = 0; at + 1 < bytes.length; at++) if ((bytes[at] as number) >= 128) yield bytes[at++] as number;
}

function isMostly(bytes: Uint8Array, isUsual: (lead: number, trail: number) => boolean): boolean {
  let all = 0;
  let usual = 0;
  for (let at = 0; at + 1 < bytes.length; at++) {
    const lead = bytes[at] as number;
    if (lead < 128) continue;
    all++;
    if (isUsual(lead, bytes[++at] as number)) usual++;
  }
  return all >= FEWEST && usual >= all * SHARE;
}

function isValid(bytes: Uint8Array, encoding: EastAsian): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    // Bytes of another encoding, or an engine that knows few.
    return false;
  }
}
