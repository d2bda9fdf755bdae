/** What devices write where there is no value. */
export const MISSING: readonly string[] = ["", "NA", "N/A", "n/a", "null", "NULL", "None", "-", "--", "?", "NaN", "nan", "NAN"];

/**
 * `M` and slashes stand in weather reports, marks in a row in tables of loggers, OL and OVER in those of meters, `\N` in dumps of databases,
 * and whole words where a historian had nothing.
 */
const SAYS_MISSING = new RegExp(
  `^(?:${[
    "unavailable|not available|unknown|undefined|invalid|no ?data|no reading|no result|no signal|bad(?: input)?|not connected|offline",
    "err(?:or)?|fail(?:ed)?|(?:i/o )?time-?out|calc failed|comm fail|pt created|shutdown|intf shut|scan off",
    "ol|ovl|[+-]?over|over ?load|burn ?out|(?:over|under)[ -]?range|\\\\n|\\(null\\)|#n/?a!?|#(?:value|div/0|ref|num)!|m|/{2,}|\\*{2,}|-{3,}|\\.{2,}",
  ].join("|")})$`,
  "i",
);

/** Whether a text tells that nothing was measured, in words or marks that only some programs write. */
export const saysMissing = (text: string): boolean => SAYS_MISSING.test(text);

export function isMissing(text: string): boolean {
  return MISSING.includes(text) || saysMissing(text);
}

/** Whole numbers, each one more than the one before. */
export function isRowNumber(texts: readonly string[]): boolean {
  return (
    texts.length > 2 && texts.every((text, i) => /^\d+$/.test(text) && (i === 0 || Number(text) === Number(texts[i - 1]) + 1))
  );
}

/** A threshold such as 999999 that stands far outside the others. */
export function farValue(values: readonly number[]): number | undefined {
  const candidate = [999_999, 99_999, 9999, -999, -9999, -99_999].find((n) => values.includes(n));
  if (candidate === undefined) return undefined;
  return values.some((v) => v !== candidate && Math.abs(v) * 5 > Math.abs(candidate)) ? undefined : candidate;
}

/** What programs write for "not measured", which might be measured in one column, and what nobody measures over and over. */
const LOW = ["-200", "-99", "-99.9"];
const LOWEST = ["-999", "-9999", "-99999", "-999.9", "-9999.9", "-999.99"];

/**
 * A round negative number, or one all of nines, far below everything else: "not measured". One that is not so low must stand in two columns. In every
 * way it is written: a column of decimals has `-200,0` where one of whole numbers has `-200`.
 */
export function notMeasured(columns: readonly (readonly string[])[]): string[] {
  return [...LOWEST, ...LOW].flatMap((word) => {
    const low = Number(word);
    const holds = (text: string): boolean => numberIn(text) === low;
    const holding = columns.filter((texts) => texts.some(holds));
    const far = holding.some((texts) => {
      const others = texts.map(numberIn).filter((value) => !Number.isNaN(value) && value !== low);
      const lowest = others.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
      return texts.filter(holds).length > 1 && lowest > low / 4;
    });
    const ways = word.includes(".") ? [word, word.replace(".", ",")] : [word, `${word}.0`, `${word},0`];
    return (holding.length >= 2 || LOWEST.includes(word)) && far ? [...new Set([...ways, ...holding.flat().filter(holds)])] : [];
  });
}

const numberIn = (text: string): number => Number(text.replace(",", "."));
