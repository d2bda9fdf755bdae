/** Blanks around what stands in a field are padding. Others than the space are left to the slow way. */

const SPACE: u8 = 32;

/** Where the text in [from, to) begins, `to` if there is none. */
// @ts-expect-error: decorator of AssemblyScript
@inline
export function withoutBlanksBefore(from: usize, to: usize): usize {
  let at = from;
  while (at < to && load<u8>(at) === SPACE) at++;
  return at;
}

/** Where the text in [from, to) ends, `from` if there is none. */
// @ts-expect-error: decorator of AssemblyScript
@inline
export function withoutBlanksAfter(from: usize, to: usize): usize {
  let at = to;
  while (at > from && load<u8>(at - 1) === SPACE) at--;
  return at;
}
