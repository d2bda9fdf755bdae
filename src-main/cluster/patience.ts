import { Unreached } from "./flink-rest.ts";

const ASK_EVERY = 200;

/** How long something is waited for that may pass by itself; what is waited for is told in words, once each time it is another. */
export class Patience {
  /** s, as it is told. */
  readonly seconds: number;
  readonly #time: number;
  readonly #tell: (said: string) => void;
  #limit: number;
  #said = "";
  #answered: boolean;

  /** `time` in ms; `answered`: the address is known to be right. */
  constructor(time: number, tell: (said: string) => void, answered = false) {
    this.seconds = Math.round(time / 1000);
    this.#time = time;
    this.#tell = tell;
    this.#answered = answered;
    this.#limit = Date.now() + time;
  }

  get over(): boolean {
    return Date.now() >= this.#limit;
  }

  /** The time begins anew. */
  renew(): void {
    this.#limit = Date.now() + this.#time;
  }

  /** What passed since then (ms, as `Date.now`) was no waiting: something went on. */
  spare(since: number): void {
    this.#limit += Date.now() - since;
  }

  async wait(said: string): Promise<void> {
    if (said !== this.#said) this.#tell(said);
    this.#said = said;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
  }

  /** Asks again while nothing answers, unless nothing ever did: then the address may be wrong. Throws as `ask` does, of that once the time is over. */
  async answer<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        const answer = await ask();
        this.#answered = true;
        return answer;
      } catch (error) {
        if (!(error instanceof Unreached) || !(this.#answered || error.answered) || this.over) throw error;
        await this.wait(`the job manager does not answer: it is waited for, ${this.seconds} s at most`);
      }
    }
  }
}
