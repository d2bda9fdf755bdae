import type { AlertRow } from "../../src-main/ipc/contract.ts";
import { measured } from "./format-number.ts";

/** An alert's value with its unit, as it stands in a list. */
export const alertValue = ({ value, unit }: Pick<AlertRow, "value" | "unit">): string =>
  value === null ? "–" : `${measured(value)} ${unit}`.trimEnd();
