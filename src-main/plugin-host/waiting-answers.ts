import type { WorkerAnswer } from "./worker-protocol.ts";

/** Questions that wait for their answers, which come in the order they were asked in. */
export class WaitingAnswers {
  #waiting: { readonly resolve: (answer: WorkerAnswer) => void; readonly reject: (error: Error) => void }[] = [];

  get none(): boolean {
    return this.#waiting.length === 0;
  }

  /** A question is being asked. */
  expect(): Promise<WorkerAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  /** The question asked last never left: it must not wait among the others. */
  takeBack(error: Error): void {
    this.#waiting.pop()?.reject(error);
  }

  answer(answer: WorkerAnswer): void {
    this.#waiting.shift()?.resolve(answer);
  }

  fail(error: Error): void {
    this.#waiting.shift()?.reject(error);
  }

  /** No answer comes any more. */
  failAll(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(error);
  }
}
