const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const SPACE = 32;
const CAPITAL_T = 84;
const CAPITAL_Z = 90;
/** " UTC" as a little-endian word. */
const UTC = 0x43545520;

/**
 * Reads times from bytes: epoch seconds or milliseconds, or yyyy-MM-dd[T ]HH:mm:ss[.fff][ UTC|Z]. Neighbouring rows share their first
 * twelve characters, so these are compared with the last time's as three words and only the rest is parsed, four bytes a step
 * (digits checked all at once, as in Mula & Lemire's number parsing). Anything else is left to the slow way.
 */
export class FastTime {
  /** Epoch ms, read last. */
  time = Number.NaN;
  readonly #scale: number;
  readonly #zoneIsUtc: boolean;
  /** "1970", "-01-", "01 0" to begin with. */
  #year = 0x30373931;
  #monthDay = 0x2d31302d;
  #tens = 0x30203130;
  /** Epoch ms of the date and the tens of the hour in the words above. */
  #base = 0;
  #twenties = false;

  /** `scale`: ms a unit of an epoch number, 0 for dates. */
  constructor(scale: number, zoneIsUtc: boolean) {
    this.#scale = scale;
    this.#zoneIsUtc = zoneIsUtc;
  }

  /** Reads a time that starts at `at` into `time`; answers the position after it, or -1. The caller checks what stands there. */
  read(view: DataView, at: number): number {
    if (this.#scale !== 0) return this.#readEpoch(view, at);
    if (at + 24 > view.byteLength) return -1;
    if (
      view.getInt32(at + 8, true) !== this.#tens ||
      view.getInt32(at + 4, true) !== this.#monthDay ||
      view.getInt32(at, true) !== this.#year
    ) {
      if (!this.#readDate(view, at)) return -1;
    }
    // "H:mm" and ":ss" with what follows, as digits where every byte is 0 to 9 and colons 0.
    const hour = (view.getInt32(at + 12, true) - 0x30303a30) | 0;
    const last = view.getInt32(at + 16, true);
    const second = (last & 0xffffff) - 0x30303a;
    if (((hour | (hour + 0x76767f76) | second | (second + 0x76767f)) & 0x80808080) !== 0) return -1;
    const hours = hour & 0xff;
    const minutes = ((hour >>> 16) & 0xff) * 10 + (hour >>> 24);
    const seconds = ((second >>> 8) & 0xff) * 10 + (second >>> 16);
    if (minutes > 59 || seconds > 59 || (this.#twenties && hours > 3)) return -1;
    this.time = this.#base + (hours * 3600 + minutes * 60 + seconds) * 1000;
    const next = last >>> 24;
    if (next === SPACE && view.getInt32(at + 19, true) === UTC) return at + 23;
    return this.#readEnd(view, at + 19, next);
  }

  #readEnd(view: DataView, from: number, first: number): number {
    let at = from;
    let next = first;
    if (next === DOT) {
      if (at + 8 > view.byteLength) return -1;
      const [tenths, ones] = [two(view, at + 1), view.getUint8(at + 3) - ZERO];
      if (tenths > 99 || ones < 0 || ones > 9) return -1;
      this.time += tenths * 10 + ones;
      at += 4;
      next = view.getUint8(at);
    }
    if (next === CAPITAL_Z) return at + 1;
    if (next === SPACE && view.getInt32(at, true) === UTC) return at + 4;
    return this.#zoneIsUtc ? at : -1;
  }

  /** Takes a new date and the tens of its hour. */
  #readDate(view: DataView, at: number): boolean {
    const gap = view.getUint8(at + 10);
    const tens = view.getUint8(at + 11) - ZERO;
    const year = two(view, at) * 100 + two(view, at + 2);
    const month = two(view, at + 5);
    const day = two(view, at + 8);
    if (
      view.getUint8(at + 4) !== MINUS ||
      view.getUint8(at + 7) !== MINUS ||
      (gap !== SPACE && gap !== CAPITAL_T) ||
      !(tens >= 0 && tens <= 2 && year >= 1000 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= 31)
    )
      return false;
    const dayStart = Date.UTC(year, month - 1, day);
    if (new Date(dayStart).getUTCDate() !== day) return false;
    this.#year = view.getInt32(at, true);
    this.#monthDay = view.getInt32(at + 4, true);
    this.#tens = view.getInt32(at + 8, true);
    this.#base = dayStart + tens * 36_000_000;
    this.#twenties = tens === 2;
    return true;
  }

  #readEpoch(view: DataView, from: number): number {
    const most = Math.min(view.byteLength, from + 15);
    let ms = 0;
    let at = from;
    for (; at < most; at++) {
      const digit = view.getUint8(at) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      ms = ms * 10 + digit;
    }
    ms *= this.#scale;
    if (at === from || at - from > 14 || ms > 8.64e15) return -1;
    this.time = ms;
    return at;
  }
}

/** Two digits; a large number for anything else. */
function two(view: DataView, at: number): number {
  const a = view.getUint8(at) - ZERO;
  const b = view.getUint8(at + 1) - ZERO;
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : 1_000_000;
}
