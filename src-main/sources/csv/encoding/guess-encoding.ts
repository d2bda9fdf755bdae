import type { LikelyEncoding } from "./decoded.ts";
import { eastAsian } from "./east-asian.ts";
import { latinAlphabet } from "./latin-alphabets.ts";
import { otherAlphabet } from "./other-alphabets.ts";

/** Encoding of a beginning, with the reason. Throws an Error of one line for what is no text. */
export function guessEncoding(bytes: Buffer, path: string): LikelyEncoding {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: "utf-16be", reason: "byte order mark" };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: "utf-16le", reason: "byte order mark" };
  const order = zerosOfUtf16(bytes);
  if (order !== null) return { encoding: order, reason: "no BOM, every other byte is zero" };
  // A few zero bytes are broken rows; a file that is full of them is no text.
  let zeros = 0;
  for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, at + 1)) zeros++;
  if (zeros * 100 > bytes.length || (zeros > 0 && bytes.subarray(0, 64).includes(0))) {
    throw new Error(`${path} is not a text file (it holds zero bytes); choose a CSV`);
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: "utf-8", reason: "byte order mark" };
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return { encoding: "utf-8", reason: "no BOM, all bytes valid" };
  } catch {
    const control = bytes.subarray(0, 4096).filter((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13).length;
    if (control > 40) throw new Error(`${path} is not a text file; choose a CSV`);
    // A few broken bytes in an else valid UTF-8 file are broken rows, not another encoding.
    const text = new TextDecoder("utf-8").decode(bytes);
    const broken = text.split("�").length - 1;
    const multi = [...text].filter((char) => char > "\u007f" && char !== "�").length;
    if (multi > broken * 4) return { encoding: "utf-8", reason: `${broken} broken bytes` };
    const likely = otherAlphabet(bytes) ?? eastAsian(bytes) ?? latinAlphabet(bytes);
    if (likely !== null) return likely;
    const advice = "where names look wrong, choose another encoding or save it as UTF-8";
    return { encoding: "latin1", reason: `bytes that are not UTF-8; ${advice}` };
  }
}

/** Share of the bytes in one half of the places that must be zero, and that may be in the other. */
const ZEROS = 0.7;
const OTHERS = 0.01;

/** Of a text in UTF-16 without a mark, mostly of ASCII, nearly every other byte is zero: the second ones or the first. */
function zerosOfUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const pairs = bytes.length >> 1;
  let first = 0;
  let second = 0;
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (bytes[at] === 0) first++;
    if (bytes[at + 1] === 0) second++;
  }
  if (second > pairs * ZEROS && first < pairs * OTHERS) return "utf-16le";
  return first > pairs * ZEROS && second < pairs * OTHERS ? "utf-16be" : null;
}
