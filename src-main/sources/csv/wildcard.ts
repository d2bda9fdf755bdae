/**
 * Whether a file's name fits a pattern in which `*` stands for any letters and `?` for one. Takes pattern times name steps at the most:
 * a regular expression would take years for a pattern such as `*a*a*a*a*b`, which a workspace of someone else may hold.
 */
export function fitsWildcard(name: string, pattern: string): boolean {
  let p = 0;
  /** Where to go on when what follows the last `*` does not fit: it then takes one letter more. */
  let star = -1;
  let taken = 0;
  for (let n = 0; n < name.length; ) {
    if (pattern[p] === "*") {
      star = p++;
      taken = n;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++taken;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
