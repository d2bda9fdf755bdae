/** Of a page of twelve columns. */
export type Size = "third" | "half" | "wide" | "full";
export type Wanted = Exclude<Size, "half">;

const COLUMNS = { third: 4, wide: 8, full: 12 } as const;

/**
 * The rows of a page and the room of each block: in their order, as many beside each other as fit. Those of a row that would stay partly
 * empty share what is left of it.
 */
export function fillRows<B>(blocks: readonly B[], wants: (block: B) => Wanted): { readonly block: B; readonly size: Size }[][] {
  const rows: B[][] = [];
  let left = 0;
  for (const block of blocks) {
    const columns = COLUMNS[wants(block)];
    if (columns > left) {
      rows.push([]);
      left = COLUMNS.full;
    }
    rows.at(-1)?.push(block);
    left -= columns;
  }
  return rows.map((row) => {
    const taken = row.reduce((sum, block) => sum + COLUMNS[wants(block)], 0);
    const shared = row.length === 1 ? "full" : "half";
    return row.map((block) => ({ block, size: taken === COLUMNS.full ? wants(block) : shared }));
  });
}
