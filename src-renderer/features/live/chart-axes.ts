import type { KeyInfo } from "../../../src-main/ipc/contract.ts";
import type { ChartModel } from "./live-store.ts";

type Keys = ReadonlyMap<number, Pick<KeyInfo, "unit">>;

/** Keys that are measured on the axis at the right: those of another unit than the first, unless chosen by hand. Never all. */
export function onRight({ keys, right }: Pick<ChartModel, "keys" | "right">, byId: Keys): ReadonlySet<number> {
  const unit = byId.get(keys[0] ?? -1)?.unit;
  const chosen = right ?? keys.filter((key) => byId.has(key) && byId.get(key)?.unit !== unit);
  const side = new Set(chosen.filter((key) => keys.includes(key)));
  return side.size === keys.length ? new Set() : side;
}

/** Axis a key's line is on: 0 at the left, 1 at the right. */
export const axisOf = (key: number, right: ReadonlySet<number>): 0 | 1 => (right.has(key) ? 1 : 0);

/** Units of some keys, each once: `V` or `°C, %`. */
export const unitsOf = (keys: Iterable<number>, byId: Keys): string =>
  [...new Set([...keys].map((key) => byId.get(key)?.unit ?? ""))].filter((unit) => unit !== "").join(", ");
