const COLUMNS = 12;

/**
 * Columns each block gets of a grid of twelve that puts every block, in order, into the first row with room: those of a row that would
 * stay partly empty share what is left.
 */
export function fillRows(spans: readonly number[]): number[] {
  const rows: { taken: number; readonly blocks: number[] }[] = [];
  spans.forEach((span, block) => {
    const row = rows.find(({ taken }) => taken + span <= COLUMNS);
    if (row === undefined) rows.push({ taken: span, blocks: [block] });
    else {
      row.taken += span;
      row.blocks.push(block);
    }
  });
  const filled = [...spans];
  for (const { taken, blocks } of rows) {
    const more = COLUMNS - taken;
    blocks.forEach((block, i) => {
      // What cannot be shared evenly goes to the first ones.
      filled[block] = (spans[block] ?? COLUMNS) + Math.floor(more / blocks.length) + (i < more % blocks.length ? 1 : 0);
    });
  }
  return filled;
}
