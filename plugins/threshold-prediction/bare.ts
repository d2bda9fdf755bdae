/**
 * A list without the prototype of lists, which is frozen where plugins run: V8 up to 11.3 (Node 20) asks it at every write, which takes ten
 * times as long as the write does. A snapshot gives lists back with it.
 */
export function bare(list: number[]): number[] {
  return Object.getPrototypeOf(list) === null ? list : Object.setPrototypeOf(list, null);
}
