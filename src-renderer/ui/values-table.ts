export interface ValuesAt {
  /** ms. */
  readonly cursor: number | null;
  readonly a: number | null;
  readonly b: number | null;
}

export interface NamedLine {
  readonly name: string;
  readonly unit: string;
  /** The last value at or before a time, ms; null before the first. */
  readonly at: (time: number) => number | null;
}

/** What lines are at A and B, else at the cursor, else at their ends: a table whose cells are parted by tabs, times in UTC, values as they are. */
export function valuesTable(lines: readonly NamedLine[], { cursor, a, b }: ValuesAt): string {
  const valuesAt = (time: number): (number | null)[] => lines.map(({ at }) => at(time));
  const cells = (values: readonly (number | null)[]): string[] => values.map((value) => (value === null ? "" : String(value)));
  const row = (time: number): string[] => [new Date(time).toISOString(), ...cells(valuesAt(time))];
  const rows =
    a !== null && b !== null
      ? [row(a), row(b), ["B − A", ...cells(differences(valuesAt(a), valuesAt(b)))]]
      : a !== null
        ? [row(a)]
        : cursor !== null
          ? [row(cursor)]
          : [["newest", ...cells(valuesAt(Number.POSITIVE_INFINITY))]];
  const head = ["time", ...lines.map(({ name, unit }) => (unit === "" ? name : `${name} (${unit})`))];
  return [head, ...rows].map((each) => each.map(flat).join("\t")).join("\n");
}

/** What was copied, behind "the values". */
export const placeWords = ({ cursor, a, b }: ValuesAt): string =>
  a !== null && b !== null ? "at A and B" : a !== null ? "at A" : cursor !== null ? "at the cursor" : "now";

const differences = (from: readonly (number | null)[], to: readonly (number | null)[]): (number | null)[] =>
  to.map((value, i) => {
    const before = from[i] ?? null;
    // 21.3 − 21.1 is 0.2, not what doubles make of it.
    return value === null || before === null ? null : Number((value - before).toPrecision(12));
  });

/** Names come from data: a tab in one would be a cell more. */
const flat = (text: string): string => text.replaceAll(/[\t\r\n]+/g, " ");
