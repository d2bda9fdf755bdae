/** Lines before the header at most. */
const MOST = 30;
const COMMENT = /^\s*(?:#|\/\/|%)/;
/** Lines before the header of an InfluxDB export, which have a field for each column. */
const ANNOTATION = /^#(?:group|datatype|default|constant)\b/;

/**
 * How many records stand before the header of a table: comments, a title, the `sep=;` of a spreadsheet. `fields` tells how many fields a
 * record has, `width` how many most have.
 */
export function preambleRecords(records: readonly string[], fields: (record: string) => number, width: number): number {
  let skip = 0;
  while (
    skip < MOST &&
    skip < records.length - 1 &&
    isPreamble(records[skip] as string, records[skip + 1] as string, fields, width)
  )
    skip++;
  return skip;
}

function isPreamble(record: string, next: string, fields: (record: string) => number, width: number): boolean {
  if (/^sep=.?$/i.test(record) || ANNOTATION.test(record)) return true;
  const own = fields(record);
  // A header may start with # too: then it has as many fields as the rows.
  if (COMMENT.test(record)) return own < Math.max(2, width - 1) || COMMENT.test(next);
  // Of two columns, a lone field is a title only when the next record is whole.
  return own === 1 && (width > 2 || (width === 2 && fields(next) === 2));
}
