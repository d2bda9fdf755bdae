import type { Draws } from "./draws.ts";

/** Rows where something begins: `count` of them, apart, none in the first fifth. */
export function places(draws: Draws, rows: number, count: number, from = 0.2): number[] {
  const at: number[] = [];
  for (let tries = 0; at.length < count && tries < 1000; tries++) {
    const row = Math.floor(rows * draws.between(from, 0.95));
    if (at.every((other) => Math.abs(other - row) > rows * 0.12)) at.push(row);
  }
  return at.sort((a, b) => a - b);
}

/**
 * The stretches people would mark: a tenth of the series, shared, around each place; marked by eye, so their middle is a little off.
 * Those that meet become one.
 */
export function windowsAround(draws: Draws, rows: number, at: readonly number[]): [number, number][] {
  const half = Math.floor((0.05 * rows) / Math.max(1, at.length));
  const windows: [number, number][] = [];
  for (const row of at) {
    const middle = row + draws.below(1 + Math.floor(half / 5));
    const left = Math.max(0, middle - half);
    const right = Math.min(rows - 1, middle + half);
    const before = windows.at(-1);
    if (before !== undefined && left <= before[1]) before[1] = right;
    else windows.push([left, right]);
  }
  return windows;
}

/** Changes `values` in place over `length` rows from `at` on; `change` gets the value and how far into the stretch it is, from 0 on. */
export function over(values: number[], at: number, length: number, change: (value: number, row: number) => number): void {
  const end = Math.min(values.length, at + length);
  for (let i = at; i < end; i++) values[i] = change(values[i] ?? 0, i - at);
}

/** A series' usual distance from its mean in the rows before `at`. */
function spreadBefore(values: readonly number[], at: number, rows = 300): number {
  const part = values.slice(Math.max(0, at - rows), Math.max(2, at));
  const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
  return part.reduce((sum, value) => sum + Math.abs(value - mean), 0) / part.length;
}

/** What happens in any long record and nobody marks: a busier hour, a small move of the level, noisier readings for a while. */
export function distract(draws: Draws, values: number[], at: readonly number[]): void {
  const rows = values.length;
  for (let k = draws.poisson(Math.min(3, rows / 2500)); k > 0; k--) {
    const row = draws.below(rows - 100);
    if (at.some((other) => Math.abs(other - row) < rows * 0.08)) continue;
    const spread = spreadBefore(values, Math.max(row, 50), 150);
    const length = draws.pick([20, 60, 200]);
    const move = draws.between(-1, 1.5) * spread;
    const noise = draws.chance(0.5) ? draws.between(0.5, 1.5) * spread : 0;
    over(values, row, length, (value) => value + move + noise * draws.normal());
  }
}
