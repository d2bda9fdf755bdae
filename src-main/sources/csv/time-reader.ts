import { usualShape } from "./time-shapes.ts";
import { createZone, fixedOffset } from "./zone-offset.ts";

/** The hour may stand alone, as French has it (`10h30`), and milliseconds behind a third colon, as in loggers and control rooms. */
const DATE_TIME =
  /^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[T ,]+(\d{1,2})(?:[:.h](\d{2})(?:[:.](\d{2})(?:(?:[.,]|:(?=\d{3}(?!\d)))(\d{1,9}))?)?)?)?\s*([AaPp]\.?\s?[Mm]\.?|[ap])?\s*(Z|[A-Z]{3,4}|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)?$/;
/** Zones that are one wherever they are written, in hours east of UTC; CST, IST and BST are several. */
const ZONES: Readonly<Record<string, number>> = {
  ...{ Z: 0, UTC: 0, GMT: 0, WET: 0, WEST: 1, CET: 1, MEZ: 1, CEST: 2, MESZ: 2, EET: 2, EEST: 3 },
  ...{ EST: -5, EDT: -4, MST: -7, MDT: -6, PST: -8, PDT: -7 },
};

/** Hours east of UTC of a zone that has letters, if it is one wherever it is written. */
export const zoneHours = (letters: string): number | undefined => (Object.hasOwn(ZONES, letters) ? ZONES[letters] : undefined);

export type DateOrder = "ymd" | "dmy" | "mdy";
const EPOCH_SCALE: Readonly<Record<string, number>> = {
  ...{ "epoch-s": 1000, "epoch-ms": 1, "epoch-us": 1e-3, "epoch-ns": 1e-6 },
  "excel-days": 86_400_000,
};
/** Days of a spreadsheet on 1 January 1970: its first of March 1900 is day 61. */
const EXCEL_1970 = 25_569;
const DECIMAL = /^\s*[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?\s*$/;

/** Reads one text as epoch ms; NaN when it is not a time of this format. */
export type TimeReader = (text: string) => number;

/**
 * A reader for a mapping's format and zone. Zones in the text win over `zone`. Keeps the last date, as neighbours share it.
 * Throws an Error of one line for a format or zone it does not know.
 */
export function createTimeReader(format: string, zone: string): TimeReader {
  const scale = EPOCH_SCALE[format];
  if (scale !== undefined) {
    const zero = format === "excel-days" ? EXCEL_1970 : 0;
    const local = format === "excel-days" ? createZone(zone) : null;
    return (text) => {
      // Number("") is 0 and Number("0x10") 16: neither is a time.
      const n = DECIMAL.test(text) ? Number(text.replace(",", ".")) : Number.NaN;
      const ms = Math.round((n - zero) * scale);
      if (!(Math.abs(ms) <= 8.64e15)) return Number.NaN;
      return local === null ? ms : ms - local(ms);
    };
  }
  const order = dateOrder(format);
  const offset = createZone(zone);
  const digits = isDigits(format);
  let date = "";
  let dayStart = 0;
  return (text) => {
    // The common shape yyyy-MM-dd HH:mm:ss, optionally with " UTC" or "Z": without a regular expression.
    const n = text.length;
    if (
      order === "ymd" &&
      (n === 19 || n === 20 || n === 23) &&
      text.charCodeAt(13) === 58 &&
      text.charCodeAt(16) === 58 &&
      (text[10] === " " || text[10] === "T")
    ) {
      const utc = n === 20 ? text.charCodeAt(19) === 90 : n === 23 && text.endsWith(" UTC");
      const h = twoDigits(text, 11);
      const m = twoDigits(text, 14);
      const s = twoDigits(text, 17);
      if ((n === 19 || utc) && h < 24 && m < 60 && s < 61) {
        const day = text.slice(0, 10);
        if (day !== date) {
          const start = parseDateTime(day, order);
          if (start === null) return Number.NaN;
          date = day;
          dayStart = start.local;
        }
        const local = dayStart + h * 3_600_000 + m * 60_000 + s * 1000;
        return utc ? local : local - offset(local);
      }
    }
    const parsed = parseDateTime(digits ? digitsApart(text) : text, order);
    if (parsed === null) return Number.NaN;
    return parsed.offset === null ? parsed.local - offset(parsed.local) : parsed.local - parsed.offset;
  };
}

/** Whether times of a format are numbers, counted from some day. */
export function isCounted(format: string): boolean {
  return Object.hasOwn(EPOCH_SCALE, format);
}

/** Whether a time of day, or a date with one, says its zone. */
export function saysZone(text: string): boolean {
  const [, zone = ""] =
    /(?:\d|[AaPp]\.?\s?[Mm]\.?)\s*(Z|[A-Z]{3,4}|(?:UTC|GMT)?[+-]\d{2}:?\d{2})$/.exec(
      text
        .trim()
        .replace(NAMED_ZONE, "")
        .replace(/ \d{4}$/, ""),
    ) ?? [];
  return text.includes(":") && (Object.hasOwn(ZONES, zone) || /\d$/.test(zone));
}

/** Whether dates of a format are written in digits alone: yyyyMMdd, or with the time of day as far as it is there. */
export function isDigits(format: string): boolean {
  return /^y{4}M{2}d{2}(?:H{2}(?:m{2}(?:s{2})?)?)?$/.test(format);
}

const DIGITS =
  /^\s*(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(?:[:.]?(\d{2})(?:[:.]?(\d{2}(?:[.,]\d{1,9})?))?)?)?(\s*(?:[APZUG+-].*)?)$/i;

/** A date in digits alone in the form the rest reads; any other text as it is. */
function digitsApart(text: string): string {
  const match = text.length > 60 ? null : DIGITS.exec(text);
  if (match === null) return text;
  const [, year, month, day, hour = "00", minute = "00", second = "00", zone = ""] = match;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}${zone}`;
}

/** Order of the date's parts: a name, or read off a pattern such as dd/MM/yyyy. */
export function dateOrder(format: string): DateOrder {
  if (format === "iso" || format === "ymd") return "ymd";
  if (format === "dmy" || format === "mdy") return format;
  const year = format.indexOf("y");
  const month = format.indexOf("M");
  const day = format.indexOf("d");
  if (year === -1 || month === -1 || day === -1)
    throw new Error(
      `time format "${format}" is not known; write iso, dmy, mdy, epoch-s, epoch-ms, excel-days or a pattern such as dd/MM/yyyy HH:mm:ss or yyyyMMddHHmm`,
    );
  return year < month ? "ymd" : day < month ? "dmy" : "mdy";
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? Number.NaN : tens * 10 + ones;
}

const COMPACT = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2}(?:[.,]\d{1,9})?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;
/** Letters are named one by one: an engine without tables of Unicode, as a cluster has, knows no \p{L} and takes no accents apart. */
const MONTH_NAME =
  /^(\d{1,2})[-/. ]+(?:de )?([A-Za-z\u00c0-\u00ff\u0430-\u044f]{3,10})\.?[-/. ]+(?:de )?(\d{4}|\d{2})(?!\d)(.*)$/;
const MONTH_FIRST = /^([A-Za-z]{3,9})(?:\.? +|-)(\d{1,2})(?:,? +|-)(\d{4})(?!\d)(.*)$/;
const YEAR_MONTH = /^(\d{4})[-/. ]([A-Za-z\u00c0-\u00ff]{3,10})[-/. ](\d{1,2})(?!\d)(.*)$/;
/** As `date` and C write it, the year last. */
const YEAR_LAST = /^([A-Za-z]{3}) +(\d{1,2}) (\d{1,2}:\d{2}:\d{2})( \S+)? (\d{4})$/;
/** ISO 8601 by week and by day of the year. */
const WEEK_DATE = /^(\d{4})-?W(\d{2})-?([1-7])(T.*)?$/;
const DAY_OF_YEAR = /^(\d{4})-(\d{3})([T ].+)$/;
/** As browsers write a time, behind its offset. */
const NAMED_ZONE = / \([A-Za-z ]{1,40}\)$/;
/** As Kibana and web servers part the date from the time of day. */
const BEFORE_CLOCK = /^(?: @ |:)/;
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? +/i;
/** In English, German, French, Spanish, Italian, Portuguese, Dutch and Russian, without accents. */
const MONTHS = [
  "january jan januar janner janvier janv enero ene gennaio gen janeiro januari января янв",
  "february feb februar fevrier fevr fev febrero febbraio fevereiro februari февраля фев",
  "march mar marz mrz mars marzo marco maart mrt марта мар",
  "april apr avril avr abril abr aprile апреля апр",
  "may mai mayo maggio mag maio mei мая май",
  "june jun juni juin junio giugno giu junho июня июн",
  "july jul juli juillet juil julio luglio lug julho июля июл",
  "august aug aout agosto ago augustus августа авг",
  "september sep sept septembre septiembre settembre set setembro сентября сен",
  "october oct oktober okt octobre octubre ottobre ott outubro out октября окт",
  "november nov novembre noviembre novembro ноября ноя",
  "december dec dezember dez decembre diciembre dic dicembre dezembro декабря дек",
].map((names) => new Set(names.split(" ")));

/** Of the letters from à on, those without their accents. */
const PLAIN_LETTERS = "aaaaaaæceeeeiiiiðnooooo÷øuuuuyþy";

/** The other forms of ISO 8601, a date with the name of its month, or with other marks, in the form the rest reads; else "". */
function withSeparators(written: string, order: DateOrder): string {
  // Numbers, which are most of what is no time, and texts too long for one.
  if (/^[+-]?[\d.,]*$/.test(written) || written.length > 80) return "";
  const text = usualShape(written);
  if (text !== written && DATE_TIME.test(text)) return text;
  if (order === "ymd") {
    const compact = COMPACT.exec(text);
    if (compact === null) return yearAndMonth(text) || byWeekOrDay(text);
    const [, year, month, day, hour, minute, second = "00", zone = ""] = compact;
    return `${year}-${month}-${day} ${hour}:${minute}:${second}${zone}`;
  }
  const dated = text.replace(WEEKDAY, "").replace(NAMED_ZONE, "");
  const last = order === "mdy" ? YEAR_LAST.exec(dated) : null;
  if (last !== null) return `${monthOf(last[1] as string)}/${last[2]}/${last[5]} ${last[3]}${last[4] ?? ""}`;
  const named = (order === "dmy" ? MONTH_NAME : MONTH_FIRST).exec(dated);
  if (named === null) return "";
  const [, first = "", second = "", year, rest = ""] = named;
  const month = monthOf(order === "dmy" ? second : first);
  if (month === 0) return "";
  const clock = rest.replace(BEFORE_CLOCK, " ");
  return order === "dmy" ? `${first}/${month}/${year}${clock}` : `${month}/${second}/${year}${clock}`;
}

/** Of a name, from 1; 0 when it is none. */
function monthOf(name: string): number {
  const plain = name.toLowerCase().replace(/[\u00e0-\u00ff]/g, (letter) => PLAIN_LETTERS[letter.charCodeAt(0) - 0xe0] as string);
  return MONTHS.findIndex((names) => names.has(plain)) + 1;
}

/** 2024-Jan-15 as a date of year, month and day; "" for what is none. */
function yearAndMonth(text: string): string {
  const named = YEAR_MONTH.exec(text);
  if (named === null) return "";
  const [, year, name = "", day, rest = ""] = named;
  const month = monthOf(name);
  return month === 0 ? "" : `${year}-${month}-${day}${rest}`;
}

/** 2024-W12-1 and 2024-078 as a date of year, month and day; "" for what is neither. */
function byWeekOrDay(text: string): string {
  const week = WEEK_DATE.exec(text);
  const [, year = "", number = "", rest = ""] = DAY_OF_YEAR.exec(text) ?? [];
  let date: Date;
  if (week !== null) {
    const [, ofYear, nth, weekday] = week.map(Number) as [number, number, number, number];
    // The first week is that of the 4th of January, and weeks begin on a Monday.
    const fourth = new Date(Date.UTC(2000, 0, 4));
    fourth.setUTCFullYear(ofYear);
    date = new Date(fourth.getTime() + ((nth - 1) * 7 + weekday - 1 - ((fourth.getUTCDay() + 6) % 7)) * 86_400_000);
    // Week 53 of a year that has 52 is the first of the next.
    const thursday = new Date(date.getTime() + (4 - weekday) * 86_400_000);
    if (thursday.getUTCFullYear() !== ofYear) return "";
  } else {
    if (year === "") return "";
    date = new Date(Date.UTC(2000, 0, 1));
    date.setUTCFullYear(Number(year), 0, Number(number));
    if (number === "000" || date.getUTCFullYear() !== Number(year)) return "";
  }
  return `${date.toISOString().slice(0, 10)}${week === null ? rest : (week[4] ?? "")}`;
}

const FOUR_CENTURIES = 146_097 * 86_400_000;

/** Local ms as if UTC, and the offset in the text (ms east of UTC) or null. null: not a date of this order. */
function parseDateTime(text: string, order: DateOrder): { local: number; offset: number | null } | null {
  const match = DATE_TIME.exec(text.trim()) ?? DATE_TIME.exec(withSeparators(text.trim(), order));
  if (match === null) return null;
  const parts = [Number(match[1]), Number(match[2]), Number(match[3])] as const;
  const yearText = (order === "ymd" ? match[1] : match[3]) as string;
  if (yearText.length !== 4 && yearText.length !== 2) return null;
  let year = order === "ymd" ? parts[0] : parts[2];
  if (yearText.length === 2) year += year < 70 ? 2000 : 1900;
  const month = order === "mdy" ? parts[0] : parts[1];
  const day = order === "ymd" ? parts[2] : order === "dmy" ? parts[0] : parts[1];
  let hour = Number(match[4] ?? 0);
  const minute = Number(match[5] ?? 0);
  const second = Number(match[6] ?? 0);
  const half = match[8]?.[0]?.toLowerCase();
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === "p" ? 12 : 0);
  }
  if (month < 1 || month > 12 || day < 1 || hour > 24 || minute > 59 || second > 60) return null;
  // The calendar repeats every 400 years, and Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const dayStart = Date.UTC(year + 400, month - 1, day) - FOUR_CENTURIES;
  // It also rolls 31 February over: refuse that instead.
  if (new Date(dayStart).getUTCDate() !== day) return null;
  const local = dayStart + hour * 3_600_000 + minute * 60_000 + second * 1000 + Math.floor(Number(`0.${match[7] ?? 0}`) * 1000);
  // ISO 8601: the end of the day, which is the beginning of the next.
  if (hour === 24 && local !== dayStart + 86_400_000) return null;
  const zone = match[9];
  if (zone === undefined) return { local, offset: null };
  const hours = ZONES[zone];
  const offset = hours === undefined ? fixedOffset(zone.replace(/^(?:UTC|GMT)/, "")) : hours * 3_600_000;
  return Number.isNaN(offset) ? null : { local, offset };
}
