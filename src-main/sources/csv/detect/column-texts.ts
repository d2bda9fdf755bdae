/** What a column holds, without blanks around it and without empty cells. */
export function columnTexts(body: readonly string[][], column: number): string[] {
  return body.map((row) => (row[column] ?? "").trim()).filter((text) => text !== "");
}

/** Share of good ones that makes up a column whose name says its kind. */
const SHARE_OF_NAMED = 0.6;

/**
 * Whether so many of the texts are of a kind that the column is: `share` of them, fewer where its name says the kind too. Of a few rows one
 * may be broken, which a share of many would not allow.
 */
export function mostly(good: number, all: number, share: number, named: boolean): boolean {
  return good >= all * (named ? SHARE_OF_NAMED : share) || (all > 3 && good === all - 1);
}
