import { bare } from "./bare-array.ts";

/** The events of a step that caused a result, by position in its batch. */
export class TouchedEvents {
  /** 1 for one with a result; the same four at a time, as most steps have few. Nothing is set between steps. */
  #touched = bare(new Uint8Array(0));
  #fours = bare(new Uint32Array(0));
  #room = 0;
  /** How many are set. */
  #count = 0;
  #all = false;
  #events = 0;

  begin(events: number): void {
    this.#events = events;
    if (events <= this.#room) return;
    const fours = new Uint32Array(Math.ceil(events / 4));
    this.#room = fours.length * 4;
    this.#touched = bare(new Uint8Array(fours.buffer));
    this.#fours = bare(fours);
  }

  add(event: number): void {
    if (this.#touched[event] === 1) return;
    this.#touched[event] = 1;
    this.#count++;
  }

  addAll(): void {
    this.#all = true;
  }

  /** Their positions, ascending, each once; none from here on. */
  take(): Uint32Array {
    const rows = new Uint32Array(this.#all ? this.#events : this.#count);
    const written = bare(new Uint32Array(rows.buffer));
    if (this.#count > 0) this.#clear(written);
    if (this.#all) for (let i = 0; i < this.#events; i++) written[i] = i;
    this.#all = false;
    return rows;
  }

  /** Tells which are set, and sets none. */
  #clear(rows: Uint32Array): void {
    const touched = this.#touched;
    const fours = this.#fours;
    const end = this.#room / 4;
    let n = 0;
    for (let four = 0; four < end && n < this.#count; four++) {
      if (fours[four] === 0) continue;
      for (let i = four * 4; i < four * 4 + 4; i++) if (touched[i] === 1) rows[n++] = i;
      fours[four] = 0;
    }
    this.#count = 0;
  }
}
