import type { Groups } from "./groups.ts";
import { KeptValues, type KeptValuesSnapshot } from "./kept-values.ts";
import { SessionEnds } from "./session-ends.ts";
import type { Lowering, WindowOperator } from "./window-operator.ts";

interface OpenSession {
  partial: Float64Array;
  start: number;
  last: number;
  kept: KeptValues | null;
}

/**
 * Session windows [first, last + gap). An event exactly `gap` after the last one still belongs (touching sessions merge, as Flink's
 * TimeWindow.intersects includes its bounds), so a session is final only once event time has passed its end.
 */
export class SessionWindows implements WindowOperator {
  readonly #gap: number;
  readonly #groups: Groups;
  readonly #lowering: Lowering;
  readonly #sessions = new Map<number, OpenSession>();
  readonly #ends = new SessionEnds();
  /** No session ends before this; exact after each firing. */
  #earliestEnd = Number.POSITIVE_INFINITY;

  constructor(gap: number, groups: Groups, lowering: Lowering) {
    this.#gap = gap;
    this.#groups = groups;
    this.#lowering = lowering;
  }

  get nextDue(): number {
    return this.#earliestEnd;
  }

  event(group: number, time: number, value: number, active: number): void {
    const { layout, keepsValues } = this.#lowering;
    let session = this.#sessions.get(group);
    if (session === undefined) {
      session = { partial: new Float64Array(layout.width), start: time, last: time, kept: keepsValues ? new KeptValues() : null };
      layout.clear(session.partial, 0);
      this.#open(group, session);
      if (time + this.#gap < this.#earliestEnd) this.#earliestEnd = time + this.#gap;
    }
    session.last = time;
    layout.add(session.partial, 0, time, value, active);
    session.kept?.add(time, value, active);
  }

  advance(watermark: number): void {
    if (this.#earliestEnd > watermark) return;
    const ended: { group: number; end: number; session: OpenSession }[] = [];
    for (let due = this.#ends.end; due !== Number.POSITIVE_INFINITY; due = this.#ends.end) {
      const { group } = this.#ends;
      const session = this.#sessions.get(group) as OpenSession;
      const end = session.last + this.#gap;
      if (end <= watermark) {
        this.#ends.pop();
        this.#sessions.delete(group);
        ended.push({ group, end, session });
      } else if (end > due) this.#ends.defer(end);
      else break;
    }
    this.#earliestEnd = this.#ends.end;
    ended.sort((a, b) => a.end - b.end || a.session.start - b.session.start || this.#groups.compare(a.group, b.group));
    for (const { group, end, session } of ended)
      this.#lowering.emit(session.partial, session.kept, group, session.start, end, end, -1);
  }

  stateSize(): { groups: number; panes: number } {
    return { groups: this.#sessions.size, panes: this.#sessions.size };
  }

  snapshot(): SessionsSnapshot {
    return {
      earliestEnd: this.#earliestEnd,
      sessions: [...this.#sessions].map(([group, { partial, start, last, kept }]) => ({
        group,
        partial: partial.slice(),
        start,
        last,
        kept: kept?.snapshot() ?? null,
      })),
    };
  }

  restore({ earliestEnd, sessions }: SessionsSnapshot): void {
    this.#earliestEnd = earliestEnd;
    for (const { group, partial, start, last, kept } of sessions) {
      this.#open(group, { partial: partial.slice(), start, last, kept: kept === null ? null : KeptValues.restore(kept) });
    }
  }

  #open(group: number, session: OpenSession): void {
    this.#sessions.set(group, session);
    this.#ends.push(group, session.last + this.#gap);
  }
}

interface SessionsSnapshot {
  readonly earliestEnd: number;
  readonly sessions: readonly {
    readonly group: number;
    readonly partial: Float64Array;
    readonly start: number;
    readonly last: number;
    readonly kept: KeptValuesSnapshot | null;
  }[];
}
