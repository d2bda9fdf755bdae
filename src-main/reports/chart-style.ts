import { colour } from "./palette.ts";

export const TEXT = { fontFamily: "Inter, system-ui, sans-serif", fontSize: 11 };
export const AXIS_TEXT = { ...TEXT, color: colour("fg-3"), hideOverlap: true };

export const valueAxis = { axisLine: { show: false }, splitLine: { lineStyle: { color: colour("grid") } }, axisLabel: AXIS_TEXT };
export const categoryAxis = {
  axisLine: { lineStyle: { color: colour("axis") } },
  axisTick: { show: false },
  axisLabel: AXIS_TEXT,
};

/** What stands on an axis; a part of the key that rows have not is said to be none, or a bar would have no name. */
export const axisText = (cell: string | number | boolean | null | undefined): string =>
  cell === ""
    ? "(none)"
    : typeof cell === "number" && !Number.isInteger(cell)
      ? String(Number(cell.toPrecision(6)))
      : String(cell ?? "");

export const counted = (n: number): string => n.toLocaleString("en");
