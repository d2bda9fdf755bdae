import type { PreviewRow } from "../../../src-main/ipc/contract.ts";

export const refusedOf = (row: Pick<PreviewRow, "refused">): boolean => row.refused !== null;

/** Of the rows shown, which are fewer than those that were looked at: the numbers stand beside them. */
export function countsShown(rows: readonly Pick<PreviewRow, "refused">[]): {
  readonly accepted: number;
  readonly refused: number;
} {
  const refused = rows.filter(refusedOf).length;
  return { accepted: rows.length - refused, refused };
}
