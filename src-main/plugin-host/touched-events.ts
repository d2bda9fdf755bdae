import { bare } from "./bare-array.ts";

/** The events of a step that caused a result, by position in its batch. */
export class TouchedEvents {
  /** 1 for one with a result. */
  #touched = bare(new Uint8Array(0));
  #any = false;
  #all = false;
  #events = 0;

  begin(events: number): void {
    this.#touched = bare(new Uint8Array(events));
    this.#events = events;
  }

  add(event: number): void {
    this.#touched[event] = 1;
    this.#any = true;
  }

  addAll(): void {
    this.#all = true;
  }

  /** Their positions, ascending, each once; none from here on. */
  take(): Uint32Array {
    if (!this.#any && !this.#all) return new Uint32Array(0);
    const [touched, all] = [this.#touched, this.#all];
    this.#any = false;
    this.#all = false;
    const rows = new Uint32Array(this.#events);
    const written = bare(new Uint32Array(rows.buffer));
    let n = 0;
    for (let i = 0; i < this.#events; i++) if (all || touched[i] === 1) written[n++] = i;
    return n === this.#events ? rows : rows.slice(0, n);
  }
}
