/**
 * A list without the prototype of lists, which is frozen where plugins run: V8 up to 11.3 (Node 20) asks it at every write, which takes ten
 * times as long as the write does. A snapshot gives lists back with it.
 */
export function bare(list: number[]): number[] {
  // Object.getPrototypeOf would be a call into the engine at every event; this is a look at what kind of list it is.
  return list.slice === undefined ? list : Object.setPrototypeOf(list, null);
}
