/** A line that stays, comes or goes; its number is that of the text that holds it, from 1. */
export interface DiffLine {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Cells of the table of common lines at most: beyond, all between the equal ends counts as changed. */
const MOST_CELLS = 4_000_000;

/** How `after` came from `before`, line by line: the longest common subsequence stays; removed lines stand before added ones. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const kept = commonLines(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  const upTo = (endA: number, endB: number): void => {
    for (; i < endA; i++) lines.push({ kind: "removed", text: a[i] ?? "", before: i + 1, after: null });
    for (; j < endB; j++) lines.push({ kind: "added", text: b[j] ?? "", before: null, after: j + 1 });
  };
  const same = (): void => void lines.push({ kind: "same", text: a[i] ?? "", before: ++i, after: ++j });
  while (i < head) same();
  for (const [x, y] of kept) {
    upTo(head + x, head + y);
    same();
  }
  upTo(a.length - tail, b.length - tail);
  while (i < a.length) same();
  return lines;
}

/** Pairs of places of a longest common subsequence, ascending. */
function commonLines(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  if (a.length * b.length > MOST_CELLS) return [];
  const wide = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * wide);
  const at = (i: number, j: number): number => longest[i * wide + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * wide + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/** The changes with `context` lines around each; null stands for lines left out. */
export function hunks(lines: readonly DiffLine[], context: number): (DiffLine | null)[] {
  const near = new Uint8Array(lines.length);
  lines.forEach(({ kind }, index) => {
    if (kind !== "same") near.fill(1, Math.max(0, index - context), index + context + 1);
  });
  return lines.flatMap((line, index) => (near[index] === 1 ? [line] : index === 0 || near[index - 1] === 1 ? [null] : []));
}
