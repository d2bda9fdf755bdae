import { MISSING } from "../sources/csv/detect/odd-values.ts";
import { type Mapping, parseMapping } from "../sources/mapping.ts";
import { mappingWords } from "../sources/mapping-words.ts";

/** A source's mapping as a change tells it: which column is what, then whatever else of it is not the usual. */
export function mappingText(data: Readonly<Record<string, unknown>>): string {
  let mapping: Mapping;
  try {
    mapping = parseMapping(data, "mapping");
  } catch {
    // Of a workspace written by hand: it is told when it is opened.
    return JSON.stringify(data);
  }
  return [...mappingWords(mapping), ...unusual(mapping)].join(", ");
}

const usual = parseMapping({ time: { columns: [0] }, value: 0 }, "mapping");

function unusual(mapping: Mapping): string[] {
  const { encoding, delimiter, quote, decimal, thousands, header, skip, below = 0, units = {}, preset } = mapping;
  const told: readonly (readonly [is: boolean, text: string])[] = [
    [preset !== undefined, `as ${preset}`],
    [encoding !== usual.encoding, `encoding ${encoding}`],
    [delimiter !== usual.delimiter, `delimiter ${JSON.stringify(delimiter)}`],
    [quote !== usual.quote, `quote ${JSON.stringify(quote)}`],
    [!header, "no header"],
    [skip > 0, `${skip} lines passed over`],
    [below > 0, `${below} below the header passed over`],
    [decimal !== usual.decimal, `decimal ${JSON.stringify(decimal)}`],
    [thousands !== undefined, `thousands ${JSON.stringify(thousands)}`],
    ...Object.entries(units).map(([column, unit]) => [true, `"${column}" in ${unit}`] as const),
    [mapping.activeTrue.join() !== usual.activeTrue.join(), `active is ${mapping.activeTrue.join(", ")}`],
    [mapping.activeFalse.join() !== usual.activeFalse.join(), `not active is ${mapping.activeFalse.join(", ")}`],
    missingTold(mapping.missing),
  ];
  return told.filter(([is]) => is).map(([, text]) => text);
}

/** Words for "not measured" beyond the usual ones; all of them where a usual one is not among them. */
function missingTold(missing: readonly string[]): readonly [is: boolean, text: string] {
  const whole = usual.missing.every((word) => missing.includes(word));
  const words = whole ? missing.filter((word) => !MISSING.includes(word)) : missing;
  return [words.length > 0 || !whole, `missing is ${words.map((word) => JSON.stringify(word)).join(", ") || "nothing"}`];
}
