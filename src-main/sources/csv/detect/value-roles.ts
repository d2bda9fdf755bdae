import { mostly } from "./column-texts.ts";
import { flagWords } from "./flag-column.ts";
import { intervalEnd } from "./interval-end.ts";
import type { RoleClaims } from "./role-claims.ts";
import { NAMES } from "./role-names.ts";
import { stateColumn } from "./state-column.ts";

/** Part of an object within a message. */
const INNER_VALUE = /\.(?:value|val|reading|measurement|wert|valore)$/i;
/** Says how long or how often, of a row that is an interval itself. */
const OF_INTERVAL = /duration|dauer|elapsed|minutes|seconds|count/i;
/** Share of a column's texts that must be words of a flag. */
const SHARE = 0.8;

/** Where a row measures something as well, its start and end are those of what was measured, unless it names an alarm. */
export function takeInterval(claims: RoleClaims): void {
  const { table, time, facts, free } = claims;
  const end = intervalEnd(table, time, free);
  if (end === undefined) return;
  const others = free.filter((i) => i !== end);
  const measures = others.some((i) => facts.isMeasure(i) && !OF_INTERVAL.test(facts.name(i)));
  if (!measures || others.some((i) => NAMES.alarm.test(facts.name(i)))) claims.take("intervalEnd", end);
}

export function takeThreshold(claims: RoleClaims): void {
  claims.claim("threshold", (i) => claims.facts.numeric.has(i));
}

export function takeFlag(claims: RoleClaims): void {
  const { facts, roles } = claims;
  for (const i of claims.left()) {
    const words = flagWords(facts.name(i), facts.texts(i), (good, all) => mostly(good, all, SHARE, false));
    if (words === null) continue;
    claims.take("active", i);
    roles.flags = words;
    return;
  }
}

/** The one column that is called a value. */
export function takeValue(claims: RoleClaims): void {
  const { facts, roles } = claims;
  // The number of a reading is a value only where nothing else is measured.
  const measured = (i: number): boolean => claims.left().some((other) => other !== i && facts.isMeasure(other));
  claims.claim("value", (i) => facts.numeric.has(i) && !(facts.countsRows(i) && measured(i)));
  // Of an object within a message, if it is the only one: several are a wide table.
  const [inner, another] = claims.left().filter((i) => facts.numeric.has(i) && INNER_VALUE.test(facts.name(i)));
  if (roles.value === undefined && inner !== undefined && another === undefined) claims.take("value", inner);
}

/** Where no column is one of numbers: a switch is 1 while it is on and 0 while it is off, as an interval is. */
export function takeState(claims: RoleClaims, isNumber: (text: string) => boolean): void {
  const { table, facts, roles } = claims;
  const { value, active, intervalEnd: end } = roles;
  if (value !== undefined || end !== undefined || claims.left().some((i) => facts.isMeasure(i))) return;
  if (active !== undefined) {
    roles.value = active;
    return;
  }
  const state = stateColumn(table, claims.left(), isNumber);
  if (state === undefined) return;
  claims.take("value", state.column);
  roles.active = state.column;
  roles.flags = state.flags;
}

/** Columns of numbers that nobody took: those that are surely measured, else all but row numbers. */
export function measuresLeft(claims: RoleClaims): number[] {
  const { facts } = claims;
  const numbers = claims.left().filter((i) => facts.numeric.has(i) && facts.name(i) !== "" && !facts.countsRows(i));
  const sure = numbers.filter((i) => facts.isMeasure(i));
  return sure.length > 0 ? sure : numbers;
}
