import { Worker } from "node:worker_threads";
import type { KeyPart } from "../../../plugins/api.ts";
import type { KeyTuple } from "../../engine/batch.ts";
import type { FiredWindows } from "../../engine/window-query.ts";
import type { WindowTextAnswer, WindowTextRequest } from "./window-text-worker.ts";

/** Requests on their way before the one who sends them waits. */
const MOST_AHEAD = 4;

/** WindowText in a thread of its own: the windows of the next events are worked out meanwhile. */
export class WindowTextThread {
  readonly #worker: Worker;
  readonly #full: (bytes: Uint8Array) => void;
  readonly #groupKey: (group: number) => KeyTuple;
  #ahead = 0;
  #sentGroups = 0;
  #ended = false;
  #lost: Error | null = null;
  #wake = (): void => {};

  /** `full` takes pieces of whole lines, in order. */
  constructor(
    workerPath: string,
    groupKey: (group: number) => KeyTuple,
    by: readonly KeyPart[],
    names: readonly string[],
    full: (bytes: Uint8Array) => void,
  ) {
    this.#groupKey = groupKey;
    this.#full = full;
    this.#worker = new Worker(workerPath, { workerData: { by, names } });
    this.#worker.on("message", ({ pieces, end }: WindowTextAnswer) => {
      this.#ahead--;
      for (const piece of pieces) this.#full(piece);
      this.#ended = end;
      this.#wake();
    });
    const lose = (error: Error): void => {
      this.#lost ??= error;
      this.#wake();
    };
    this.#worker.once("error", (error) => lose(new Error(`writing windows failed: ${error.message}`)));
    this.#worker.once("exit", () => lose(new Error("writing windows failed: its worker ended")));
  }

  /** Takes windows, whose columns belong to it from then on; `groups` is how many groups there are. Rejects with one line. */
  async write(fired: FiredWindows, groups: number): Promise<void> {
    if (fired.length === 0) return;
    const newGroups: KeyTuple[] = [];
    for (; this.#sentGroups < groups; this.#sentGroups++) newGroups.push(this.#groupKey(this.#sentGroups));
    const { group, start, end, due, after, count, values } = fired;
    const columns = [group, start, end, due, after, count, ...values];
    this.#send(
      { fired, newGroups },
      columns.map(({ buffer }) => buffer as ArrayBuffer),
    );
    while (this.#ahead > MOST_AHEAD) await this.#answer();
  }

  /** Settles when all lines have been handed over. */
  async end(): Promise<void> {
    this.#send(null, []);
    while (!this.#ended) await this.#answer();
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(request: WindowTextRequest, transfer: readonly ArrayBuffer[]): void {
    this.#ahead++;
    this.#worker.postMessage(request, transfer);
  }

  async #answer(): Promise<void> {
    if (this.#lost !== null) throw this.#lost;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}
