import { performance } from "node:perf_hooks";

const EVERY = 100;
const LIST_CAP = 100;

/**
 * What is told without being asked: at once after a silence, else held back a moment. Of one kind only the newest goes out, lists are
 * cut at a cap. However fast things happen the page gets at most ten messages a second of a kind.
 */
export class Outbox<Name extends string> {
  readonly #send: (name: Name, payload: unknown) => void;
  readonly #newest = new Map<Name, unknown>();
  readonly #lists = new Map<Name, { items: unknown[]; wrap: (items: unknown[]) => unknown }>();
  #timer: NodeJS.Timeout | null = null;
  #flushed = Number.NEGATIVE_INFINITY;

  constructor(send: (name: Name, payload: unknown) => void) {
    this.#send = send;
  }

  put(name: Name, payload: unknown): void {
    this.#newest.set(name, payload);
    this.#due();
  }

  append<T>(name: Name, item: T, wrap: (items: T[]) => unknown): void {
    const list = this.#lists.get(name) ?? { items: [], wrap: wrap as (items: unknown[]) => unknown };
    if (list.items.length < LIST_CAP) list.items.push(item);
    this.#lists.set(name, list);
    this.#due();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #due(): void {
    this.#timer ??= setTimeout(() => this.#flush(), Math.max(0, this.#flushed + EVERY - performance.now()));
  }

  #flush(): void {
    this.#timer = null;
    this.#flushed = performance.now();
    for (const [name, payload] of this.#newest) this.#send(name, payload);
    for (const [name, { items, wrap }] of this.#lists) this.#send(name, wrap(items));
    this.#newest.clear();
    this.#lists.clear();
  }
}
