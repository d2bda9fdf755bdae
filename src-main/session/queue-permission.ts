import { type AllowedQueues, openAllowedQueues, queueOf, type UnallowedQueue } from "./allowed-queues.ts";
import type { Workspace } from "./workspace.ts";

/** A queue that waits to be allowed; `asked` counts. */
export type QueueQuestion = UnallowedQueue & { readonly asked: number };

/** Whether the workspace's queue may be connected to: one that is not this user's on this machine waits for an answer. */
export class QueuePermission {
  readonly #allowed: AllowedQueues;
  #asked = 0;
  #question: QueueQuestion | null = null;

  /** `allowed`: in memory when absent. */
  constructor(allowed: AllowedQueues = openAllowedQueues(null)) {
    this.#allowed = allowed;
  }

  /** null: nothing waits. */
  get question(): QueueQuestion | null {
    return this.#question;
  }

  /** Asks again what was asked before; null: nothing waits any more. */
  set question(question: QueueQuestion | null) {
    this.#question = question;
    this.#asked = Math.max(this.#asked, question?.asked ?? 0);
  }

  /** A workspace has been opened from `path`. */
  opened(path: string, workspace: Workspace): void {
    const queue = queueOf(workspace);
    this.#question = queue === null || this.#allowed.has(path, workspace) ? null : { ...queue, asked: ++this.#asked };
  }

  /** The user says so; `path`: where the workspace is, if it is saved: it is not asked about again. */
  allow(path: string | null, workspace: Workspace): void {
    this.#question = null;
    if (path !== null) this.#allowed.allow(path, workspace);
  }

  /** Who saves a queue that waits for nothing has it for his own. */
  saved(path: string, workspace: Workspace): void {
    if (this.#question === null && queueOf(workspace) !== null) this.#allowed.allow(path, workspace);
  }

  /** Throws an Error of one line while a question waits. */
  check(): void {
    if (this.#question === null) return;
    const { broker, queue, exchange } = this.#question;
    throw new Error(`The workspace's ${queue ?? exchange ?? "queue"} at ${broker} is not connected: allow it first, in Sources.`);
  }
}
