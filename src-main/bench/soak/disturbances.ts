import type { CuttingProxy } from "./cutting-proxy.ts";
import type { Sample } from "./growth.ts";
import type { SoakedSession } from "./soaked-session.ts";

/** What a live session goes through in the time it stands for. */
const CUTS = 240;
const RELOADS = 60;
const PAUSES = 60;
/** ms between two looks whether something is due. */
const LOOK_EVERY = 100;

/** Cuts a session's connection, edits its plugin, and pauses it to look at its memory, again and again and spread evenly over a run. */
export class Disturbances {
  cuts = 0;
  readonly samples: Sample[] = [];
  readonly #soaked: SoakedSession;
  readonly #proxy: CuttingProxy;
  readonly #share: () => number;
  readonly #timer: NodeJS.Timeout;
  #editions = 0;
  #looks = 0;
  /** One after the other, looks between reloads. */
  #last: Promise<void> = Promise.resolve();

  /** Begins at once. `share`: of the run, 0…1. */
  constructor(soaked: SoakedSession, proxy: CuttingProxy, share: () => number) {
    this.#soaked = soaked;
    this.#proxy = proxy;
    this.#share = share;
    this.#timer = setInterval(() => this.#disturb(), LOOK_EVERY);
  }

  get pauses(): number {
    return this.#looks;
  }

  /** Begins no more; resolves when what was begun is over. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#last;
  }

  /** Looks at the memory once more. */
  async look(): Promise<void> {
    this.samples.push(await this.#soaked.look(this.#share));
  }

  #disturb(): void {
    const share = this.#share();
    // Cut while it was connecting anew: the next look finds something to cut.
    if (share * CUTS > this.cuts + 1) this.cuts += this.#proxy.cut();
    if (share * RELOADS > this.#editions + 1) {
      const edition = ++this.#editions;
      this.#then(() => this.#soaked.edit(edition));
    }
    if (share * PAUSES > this.#looks + 0.5) {
      this.#looks++;
      this.#then(() => this.look());
    }
  }

  #then(act: () => Promise<void>): void {
    this.#last = this.#last.then(act).catch((error: Error) => void this.#soaked.problems.push(error.message));
  }
}
