const EVERY = 100;
const LIST_CAP = 100;

/**
 * What is told without being asked, held back a moment: of one kind only the newest goes out, lists are cut at a cap. However fast
 * things happen the page gets at most ten messages a second of a kind.
 */
export class Outbox<Name extends string> {
  readonly #send: (name: Name, payload: unknown) => void;
  readonly #newest = new Map<Name, unknown>();
  readonly #lists = new Map<Name, { items: unknown[]; wrap: (items: unknown[]) => unknown }>();
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (name: Name, payload: unknown) => void) {
    this.#send = send;
  }

  put(name: Name, payload: unknown): void {
    this.#newest.set(name, payload);
    this.#timer ??= setTimeout(() => this.#flush(), EVERY);
  }

  append<T>(name: Name, item: T, wrap: (items: T[]) => unknown): void {
    const list = this.#lists.get(name) ?? { items: [], wrap: wrap as (items: unknown[]) => unknown };
    if (list.items.length < LIST_CAP) list.items.push(item);
    this.#lists.set(name, list);
    this.#timer ??= setTimeout(() => this.#flush(), EVERY);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #flush(): void {
    this.#timer = null;
    for (const [name, payload] of this.#newest) this.#send(name, payload);
    for (const [name, { items, wrap }] of this.#lists) this.#send(name, wrap(items));
    this.#newest.clear();
    this.#lists.clear();
  }
}
