/** Passes a line on unless it is the one before: what is tried every few seconds is told once. */
export function onlyNew(say: (line: string) => void): (line: string) => void {
  let last: string | null = null;
  return (line) => {
    if (line === last) return;
    last = line;
    say(line);
  };
}
