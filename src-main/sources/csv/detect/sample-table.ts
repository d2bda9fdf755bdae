/** The first rows of a table. */
export interface SampleTable {
  /** By position; "" for a column without a name. */
  readonly columns: readonly string[];
  /** Its names are those of a header, not made up. */
  readonly header: boolean;
  /** Rows of as many fields as there are columns; at least one. */
  readonly body: readonly string[][];
  /** By column: what a row below the names says its numbers are in. */
  readonly units: ReadonlyMap<number, string>;
}
