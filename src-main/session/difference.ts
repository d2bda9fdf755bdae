/** Lines of each kind that are shown; all are counted. */
const SHOWN = 20;

/** What of two sets of results is the same, in one of them alone, or the same one with other figures: counted, and the first of each. */
export class Difference {
  same = 0;
  added = 0;
  removed = 0;
  changed = 0;
  readonly examples = {
    added: [] as string[],
    removed: [] as string[],
    /** Before, after. */
    changed: [] as (readonly [string, string])[],
  };

  /** Of one result, by its line; null: it is not there. */
  tell(before: string | null, after: string | null): void {
    if (before === after) this.same++;
    else if (before === null) this.#keep("added", after as string);
    else if (after === null) this.#keep("removed", before);
    else {
      this.changed++;
      if (this.examples.changed.length < SHOWN) this.examples.changed.push([before, after]);
    }
  }

  #keep(kind: "added" | "removed", line: string): void {
    this[kind]++;
    if (this.examples[kind].length < SHOWN) this.examples[kind].push(line);
  }
}

export function differenceOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Difference {
  const difference = new Difference();
  for (const [id, line] of after) difference.tell(before.get(id) ?? null, line);
  for (const [id, line] of before) if (!after.has(id)) difference.tell(line, null);
  return difference;
}

/** A window's line with what makes it the same one (key, start, end). */
export interface FiredLine {
  readonly id: string;
  readonly end: number;
  readonly line: string;
}

/**
 * Windows under a bound and a longer one, compared as they fire: held are those that the longer wait has not come to yet. Whatever fires
 * under the longer one has had its turn under the shorter.
 */
export class WindowDifference {
  readonly difference = new Difference();
  /** Not yet fired under the longer bound; in order of their ends. */
  readonly #waiting = new Map<string, FiredLine>();

  /** The windows that held, for tests of what is kept. */
  get waiting(): number {
    return this.#waiting.size;
  }

  before(fired: readonly FiredLine[]): void {
    for (const each of fired) this.#waiting.set(each.id, each);
  }

  /** To be called with what the longer bound's watermark has come to. */
  after(fired: readonly FiredLine[], watermark: number): void {
    for (const { id, line } of fired) {
      this.difference.tell(this.#waiting.get(id)?.line ?? null, line);
      this.#waiting.delete(id);
    }
    for (const [id, { end, line }] of this.#waiting) {
      // A session, which an event at its end still belongs to, fires only then.
      if (end > watermark) break;
      this.difference.tell(line, null);
      this.#waiting.delete(id);
    }
  }
}
