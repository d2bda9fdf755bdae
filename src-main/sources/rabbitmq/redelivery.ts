import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { ConsumeMessage } from "amqplib";
import { RecentIdentities } from "./recent-identities.ts";

/** Messages with an id remembered: far more than a prefetch holds, so that whatever a broker may deliver again is known. */
const REMEMBERED = 100_000;
/** Acknowledgements after which a message without an id is forgotten: those sent last may not have reached the broker. */
const DOUBTFUL = 2;
/**
 * ms after connecting until what came on connections before is surely back in its queue: a broker notices within two heartbeats that one
 * of them is gone.
 */
const REQUEUED = 60_000;

/** `since`: the number under which it came first. */
interface Nameless {
  readonly identity: string;
  readonly number: number;
  readonly since: number;
}

/** What must be known to recognise messages delivered again after a restart: plain data. */
export interface RedeliveryState {
  /** Identities of 16 characters each, one after the other, the oldest first. */
  readonly named: string;
  readonly nameless: readonly (readonly [identity: string, message: number])[];
  readonly acknowledged: readonly number[];
}

/**
 * Knows messages that were delivered before. One with an id is known by it and its body, however often it comes. One without is taken for
 * a repeat only when the broker says so and a message with this body is not surely acknowledged, once for each such message: of two
 * sensors that say the same, none may be lost. Messages are numbered by whoever takes them, from 1;
 * connections too: what was delivered on one is not delivered again while it lasts.
 */
export class Redelivery {
  readonly #named = new RecentIdentities(REMEMBERED);
  /** Without an id and not surely acknowledged: of connections before this one, by identity; and of this one, the oldest first. */
  readonly #before = new Map<string, number[]>();
  #current: Nameless[] = [];
  #connection = Number.NaN;
  /** Of this connection: when its first message came, and the number of the first that was never delivered before. */
  #connected = Number.NaN;
  #firstNew = Number.POSITIVE_INFINITY;
  #acknowledged: number[] = [];
  readonly #now: () => number;

  /** `now` in ms. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Also remembers the message. */
  isRepeat({ content, properties, fields }: ConsumeMessage, number: number, connection: number): boolean {
    if (connection !== this.#connection) this.#reconnected(connection);
    if (fields.redelivered !== true) this.#firstNew = Math.min(this.#firstNew, number);
    const id: unknown = properties.messageId;
    const hash = createHash("md5");
    if (typeof id === "string" && id !== "") {
      // With the body: producers that give every message one id must not lose their rows.
      return this.#named.meet(hash.update(id).update("\0").update(content).digest(), number);
    }
    const identity = hash.update(content).digest().toString("latin1");
    const since = fields.redelivered ? this.#takeBefore(identity) : undefined;
    // It is not acknowledged yet, so it stays remembered, should it come a third time.
    this.#current.push({ identity, number, since: since ?? number });
    return since !== undefined;
  }

  /**
   * The first `upTo` messages have been acknowledged, of those that came on this connection. Of those that came before it nothing is known
   * by that: they come again in front of all new ones. When a new one is surely acknowledged, and there was time for them to be back in
   * the queue, those that did not come again were acknowledged then.
   */
  acknowledged(upTo: number): void {
    this.#acknowledged.push(upTo);
    if (this.#acknowledged.length <= DOUBTFUL) return;
    const sure = this.#acknowledged.shift() as number;
    const open = this.#current.findIndex(({ number }) => number > sure);
    this.#current = open === -1 ? [] : this.#current.slice(open);
    if (sure >= this.#firstNew && this.#now() - this.#connected >= REQUEUED) this.#before.clear();
  }

  /** As it was after the first `upTo` messages; a copy. */
  snapshot(upTo: number): RedeliveryState {
    const before = [...this.#before].flatMap(([identity, numbers]) => numbers.map((number) => [identity, number] as const));
    const current = this.#current
      .filter(({ since }) => since <= upTo)
      .map(({ identity, number, since }) => [identity, number <= upTo ? number : since] as const);
    return { named: this.#named.upTo(upTo), nameless: [...before, ...current], acknowledged: [...this.#acknowledged] };
  }

  static restore({ named, nameless, acknowledged }: RedeliveryState, now?: () => number): Redelivery {
    const memory = new Redelivery(now);
    memory.#named.restore(named);
    for (const [identity, number] of nameless) memory.#remember(identity, number);
    memory.#acknowledged = [...acknowledged];
    return memory;
  }

  #reconnected(connection: number): void {
    this.#connection = connection;
    this.#connected = this.#now();
    this.#firstNew = Number.POSITIVE_INFINITY;
    for (const { identity, number } of this.#current) this.#remember(identity, number);
    this.#current = [];
  }

  #remember(identity: string, number: number): void {
    const numbers = this.#before.get(identity);
    if (numbers === undefined) this.#before.set(identity, [number]);
    else numbers.push(number);
  }

  #takeBefore(identity: string): number | undefined {
    const numbers = this.#before.get(identity);
    const since = numbers?.shift();
    if (numbers?.length === 0) this.#before.delete(identity);
    return since;
  }
}
