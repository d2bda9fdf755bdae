import type { BacktestResult } from "../../../src-main/ipc/contract.ts";

const FIRST = { dmy: "day", mdy: "month", ymd: "year" } as const;

/** Which order of day and month the labels were taken to have, where they may have another. */
export function datesSaid({ example, order, other }: NonNullable<BacktestResult["datesTaken"]>): string {
  return `Dates of the labels such as ${example} are read with the ${FIRST[order]} first, and could have the ${FIRST[other]} first: say which at Dates.`;
}
