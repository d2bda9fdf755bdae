import type { Key } from "../../plugins/api.ts";
import type { HostLimits } from "./contract.ts";
import { describeThrown } from "./untrusted-text.ts";

/** Failures of one step told one by one, beside the one that ends it; the rest are counted. */
const SHOWN = 5;
/** Calls before which a share of failures says nothing. */
const FEW_CALLS = 20;

/** A failed hook call; the host turns the stack into file and line. */
export interface HookFailure {
  readonly hook: "onEvent" | "onWindow" | "onTimer" | "limit";
  readonly key: Key | null;
  readonly message: string;
  readonly stack: string;
  /** Event time of the call, epoch ms. */
  readonly time: number | null;
  /** true: it was switched off because of this one. */
  readonly quarantined: boolean;
}

/** Counts the calls of one rule's or filter's hooks and those that failed, and switches it off when too many did. */
export class HookFailures {
  readonly #most: number;
  calls = 0;
  failed = 0;
  quarantined = false;
  /** Since the last `take`: how many, and those that are told. */
  #errors = 0;
  #told: HookFailure[] = [];

  constructor({ maxFailures }: Pick<HostLimits, "maxFailures">) {
    this.#most = maxFailures;
  }

  get told(): readonly HookFailure[] {
    return this.#told;
  }

  /** A hook threw. What one that is switched off does is no news. */
  threw(error: unknown, call: Pick<HookFailure, "hook" | "key" | "time">): void {
    if (this.quarantined) return;
    this.failed++;
    this.#errors++;
    const tooMany = this.failed >= this.#most || (this.calls >= FEW_CALLS && this.failed * 2 > this.calls);
    if (this.#told.length < SHOWN || tooMany) this.#told.push({ ...call, ...describeThrown(error), quarantined: tooMany });
    if (tooMany) this.quarantined = true;
  }

  /** Switches it off for what no hook threw. */
  quarantine(message: string, call: Pick<HookFailure, "key" | "time">, stack = ""): void {
    if (this.quarantined) return;
    this.quarantined = true;
    this.#errors++;
    this.#told.push({ ...call, hook: "limit", message, stack, quarantined: true });
  }

  /** What has failed since the last call. */
  take(): { readonly errors: number; readonly failures: HookFailure[] } {
    const taken = { errors: this.#errors, failures: this.#told };
    this.#errors = 0;
    this.#told = [];
    return taken;
  }
}
