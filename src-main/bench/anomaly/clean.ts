import type { Draws } from "./draws.ts";

/** Series in which nothing happens: a value from the row and the draws. */
export type Clean = (draws: Draws) => (row: number) => number;

const TURN = 2 * Math.PI;
/** Rows of a day. */
const DAY = 288;
const autoregressive =
  (memory: number): Clean =>
  (draws) => {
    let x = draws.normal() / Math.sqrt(1 - memory * memory);
    return () => (x = memory * x + draws.normal());
  };
const wave = (row: number): number => Math.sin((TURN * row) / DAY);

export const CLEAN: { readonly [name: string]: Clean } = {
  normal: (draws) => () => draws.normal(),
  uniform: (draws) => () => draws.uniform(),
  "student t, 3 degrees": (draws) => () => draws.student(3),
  "log-normal, 0.8": (draws) => () => Math.exp(0.8 * draws.normal()),
  exponential: (draws) => () => draws.exponential(1),
  "poisson, mean 2": (draws) => () => draws.poisson(2),
  "poisson, mean 0.05": (draws) => () => draws.poisson(0.05),
  "rounded to whole steps": (draws) => () => Math.round(0.7 * draws.normal()),
  "autoregressive, 0.5": autoregressive(0.5),
  "autoregressive, 0.9": autoregressive(0.9),
  "autoregressive, 0.99": autoregressive(0.99),
  "random walk": (draws) => {
    let x = 0;
    return () => (x += draws.normal());
  },
  "daily cycle": (draws) => (row) => 5 * wave(row) + draws.normal(),
  "daily cycle, large": (draws) => (row) => 30 * wave(row) + draws.normal(),
  "daily square": (draws) => (row) => (row % DAY < 120 ? 40 : 0) + draws.normal(),
  "daily and weekly cycle": (draws) => (row) => (Math.floor(row / DAY) % 7 > 4 ? 2 : 8) * wave(row) + draws.normal(),
  "counts with a day": (draws) => (row) => draws.poisson(20 * Math.exp(0.8 * wave(row) + 0.3 * draws.normal())),
  "noise by the hour": (draws) => (row) => (1 + 0.8 * wave(row)) * draws.normal(),
  "peaks now and then": (draws) => () => draws.normal() + (draws.chance(0.02) ? draws.exponential(15) : 0),
  "peaks by the clock": (draws) => (row) => draws.normal() + (row % 36 < 2 ? 20 * draws.between(0.8, 1.2) : 0),
  "two levels": (draws) => {
    let high = false;
    return () => {
      if (draws.chance(0.02)) high = !high;
      return (high ? 20 : 0) + draws.normal();
    };
  },
  "mostly resting": (draws) => () => (draws.chance(0.1) ? Math.round(draws.exponential(50)) : 0),
};
