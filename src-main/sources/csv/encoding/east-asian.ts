import type { Encoding } from "../../encodings.ts";
import { decoded, foreignWords, type LikelyEncoding } from "./decoded.ts";

/** Encodings of two bytes a character beyond ASCII. In texts of Europe such bytes stand alone among letters, or in long words. */
type EastAsian = Extract<Encoding, "shift_jis" | "euc-jp" | "gb18030" | "big5" | "euc-kr">;

/** Characters that tables of measurements are full of, by encoding. */
const OF_TABLES: Readonly<Record<EastAsian, string>> = {
  shift_jis: "時刻日付温度湿圧力電流値装置設備計測点名番号状態警報風速水位量センサータ",
  "euc-jp": "時刻日付温度湿圧力電流値装置設備計測点名番号状態警報風速水位量センサータ",
  gb18030: "时间日期温度湿压力电流功率值设备站点名称编号状态传感器报警风速水位量测数据",
  big5: "時間日期溫度濕壓力電流功率值設備站點名稱編號狀態感測器警報風速水位量數據",
  "euc-kr": "시간날짜온도습압력전류전력값장치설비측정점이름번호상태센서경보풍속수위유량데터",
};
/** How many of them there must be, and share of the different characters of the text. */
const FEWEST_OF_TABLES = 3;
const SHARE_OF_TABLES = 0.2;

/** Share of the characters beyond ASCII that must be of the usual ones, and how many different ones there must be. */
const SHARE = 0.8;
const FEWEST = 4;
/** So many different syllables of Korean are hardly the first half of the characters of Chinese, which are in the order of their sounds. */
const FEWEST_SYLLABLES = 10;

/** Which of them a text is in whose bytes are not UTF-8; null: none, as far as can be told. */
export function eastAsian(bytes: Uint8Array): LikelyEncoding | null {
  const encoding = byWords(bytes) ?? byRange(bytes);
  return encoding === null ? null : { encoding, reason: "bytes that are not UTF-8, of characters that are usual in it" };
}

/** By characters that tables are full of, where no other encoding finds as many. */
function byWords(bytes: Uint8Array): EastAsian | null {
  const found = (Object.keys(OF_TABLES) as EastAsian[])
    .map((encoding) => {
      const chars = charactersOf(decoded(bytes, encoding) ?? "");
      const known = chars.filter((char) => OF_TABLES[encoding].includes(char)).length;
      return { encoding, known, share: known / Math.max(1, chars.length) };
    })
    .sort((a, b) => b.known - a.known);
  const [best, next] = found;
  if (best === undefined || next === undefined || best.known < FEWEST_OF_TABLES) return null;
  return best.share >= SHARE_OF_TABLES && best.known > next.known ? best.encoding : null;
}

const charactersOf = (text: string): string[] => [
  ...new Set(
    foreignWords(text)
      .join("")
      .replaceAll(/[\0-\x7f]/g, ""),
  ),
];

/** By the rows of the code's table that the characters stand in. */
function byRange(bytes: Uint8Array): EastAsian | null {
  const pairs = pairsOf(bytes);
  if (pairs.length < FEWEST) return null;
  const share = (is: (lead: number, trail: number) => boolean): number =>
    pairs.filter(([lead, trail]) => is(lead, trail)).length / pairs.length;
  const leads = new Set(pairs.map(([lead]) => lead));
  if (share((lead) => lead >= 0x81 && lead <= 0x98) >= SHARE) return valid(bytes, "shift_jis");
  const inTable = share((lead, trail) => lead >= 0xa1 && trail >= 0xa1);
  // Hiragana and katakana.
  if (inTable >= SHARE && share((lead) => lead === 0xa4 || lead === 0xa5) >= 0.2) return valid(bytes, "euc-jp");
  // Half of its characters have a second byte that is one of ASCII, and words are of several.
  if (share((lead) => lead >= 0xa4 && lead <= 0xc6) >= SHARE && share((_, trail) => trail < 0x80) >= 0.2)
    return valid(bytes, "big5");
  const common = share((lead, trail) => lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1);
  if (common < SHARE || leads.has(0xa4) || leads.has(0xa5)) return null;
  if ([...leads].some((lead) => lead > 0xc8)) return valid(bytes, "gb18030");
  return pairs.length >= FEWEST_SYLLABLES ? valid(bytes, "euc-kr") : null;
}

/** Different characters of two bytes that stand beside another one. */
function pairsOf(bytes: Uint8Array): (readonly [lead: number, trail: number])[] {
  const seen = new Set<number>();
  let before = -1;
  for (let at = 0; at + 1 < bytes.length; at++) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      before = -1;
      continue;
    }
    const pair = (lead << 8) | (bytes[++at] as number);
    if (before !== -1) seen.add(before).add(pair);
    before = pair;
  }
  return [...seen].map((pair) => [pair >> 8, pair & 0xff] as const);
}

const valid = (bytes: Uint8Array, encoding: EastAsian): EastAsian | null => (decoded(bytes, encoding) === null ? null : encoding);
