/** A number with what it counts: "1 row", "12,345 rows". `noun` takes an s in the plural. */
export function counted(n: number, noun: string): string {
  return `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
}
