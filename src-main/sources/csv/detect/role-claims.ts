import type { ColumnFacts } from "./column-facts.ts";
import type { FlagWords } from "./flag-column.ts";
import { NAMES, type NamedRole } from "./role-names.ts";
import type { SampleTable } from "./sample-table.ts";
import type { TimeColumn } from "./time-column.ts";

/** Which columns were taken for what, by position. */
export interface Claimed {
  station?: number;
  sensor?: number;
  alarm?: number;
  /** The column of `active` too, where words of a switch are all there is to measure. */
  value?: number;
  /** Of a wide table, instead of `value`. */
  values?: number[];
  threshold?: number;
  active?: number;
  /** What stands in it. */
  flags?: FlagWords;
  /** Of a table of intervals: when each ends. */
  intervalEnd?: number;
  /** Why key columns whose names say nothing are taken. */
  keysReason?: string;
}

/** One look at a table: each column is taken for one role at most, the surest first. */
export class RoleClaims {
  readonly roles: Claimed = {};
  readonly table: SampleTable;
  readonly time: TimeColumn;
  readonly facts: ColumnFacts;
  /** All columns but those of times. */
  readonly free: readonly number[];
  readonly #taken = new Set<number>();

  constructor(table: SampleTable, time: TimeColumn, facts: ColumnFacts, free: readonly number[]) {
    this.table = table;
    this.time = time;
    this.facts = facts;
    this.free = free;
  }

  /** Those nobody took. */
  left(): number[] {
    return this.free.filter((i) => !this.#taken.has(i));
  }

  isTaken(column: number): boolean {
    return this.#taken.has(column);
  }

  take(role: NamedRole | "active" | "intervalEnd", column: number): void {
    this.roles[role] = column;
    this.#taken.add(column);
  }

  /** The first column left whose name says the role, of those allowed. */
  claim(role: NamedRole, allowed: (column: number) => boolean): void {
    const at = this.left().find((i) => NAMES[role].test(this.facts.name(i)) && allowed(i));
    if (at !== undefined) this.take(role, at);
  }

  /** Several columns as the values of a wide table. */
  takeValues(columns: readonly number[]): void {
    this.roles.values = [...columns];
    for (const column of columns) this.#taken.add(column);
  }
}
