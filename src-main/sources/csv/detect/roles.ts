import { ColumnFacts } from "./column-facts.ts";
import { moveSensor, takeAlarmText, takeConstantKeys, takeDevice, takeNamedKeys, takeUnnamedKeys } from "./key-roles.ts";
import { farValue, notMeasured } from "./odd-values.ts";
import { type Claimed, RoleClaims } from "./role-claims.ts";
import type { SampleTable } from "./sample-table.ts";
import type { TimeColumn } from "./time-column.ts";
import { measuresLeft, takeFlag, takeInterval, takeState, takeThreshold, takeValue } from "./value-roles.ts";
import type { TimedValue } from "./value-times.ts";

/** What the columns of a table mean, by position. */
export interface Roles extends Readonly<Claimed> {
  /** What stands behind the numbers of a column that is read, or below its name, by its position. */
  readonly units: ReadonlyMap<number, string>;
  /** Stands in the threshold column where there is none. */
  readonly noThreshold?: number | undefined;
  /** Numbers that mean "not measured". */
  readonly sentinels: readonly string[];
  /** Why the value is where it is. */
  readonly reason: string;
}

/**
 * What the columns beside those of the time mean. A table without any value has neither `value`, `values` nor `intervalEnd`. `timed`: values
 * that are known by the times they have of their own, then all there are.
 */
export function guessRoles(
  table: SampleTable,
  time: TimeColumn,
  timed: readonly TimedValue[],
  isNumber: (text: string) => boolean,
): Roles {
  const times = new Set([...time.indexes, time.milliseconds, ...timed.map((own) => own.time)]);
  const free = table.columns.map((_, i) => i).filter((i) => !times.has(i));
  const claims = new RoleClaims(table, time, new ColumnFacts(table, free, isNumber), free);
  if (timed.length > 0) {
    // What else stands in the table may name them.
    claims.takeValues(timed.map(({ value }) => value));
    takeNamedKeys(claims);
    moveSensor(claims);
    return described(claims);
  }
  takeInterval(claims);
  takeThreshold(claims);
  takeFlag(claims);
  takeValue(claims);
  takeState(claims, isNumber);
  takeNamedKeys(claims);
  takeAlarmText(claims);
  if (claims.roles.intervalEnd !== undefined) return described(claims);
  if (claims.roles.value === undefined) takeMeasures(claims);
  else takeUnnamedKeys(claims, true);
  takeConstantKeys(claims);
  return described(claims);
}

/** A wide table's columns of numbers are its values; a single one is the value of a long table. */
function takeMeasures(claims: RoleClaims): void {
  const measures = measuresLeft(claims);
  if (measures.length > 1 && claims.roles.station === undefined) takeDevice(claims);
  takeUnnamedKeys(claims, measures.length === 1);
  const left = measures.filter((i) => !claims.isTaken(i));
  const [only] = left;
  if (only !== undefined && left.length === 1) claims.take("value", only);
  else claims.takeValues(left);
  if (left.length > 1) moveSensor(claims);
}

/** What was claimed, with what numbers that are none mean, and why. */
function described({ roles, table, facts }: RoleClaims): Roles {
  const { threshold, value, values, intervalEnd } = roles;
  if (intervalEnd !== undefined) return { ...roles, units: new Map(), sentinels: [], reason: "a start and an end a row" };
  const noThreshold = threshold === undefined ? undefined : farValue(facts.texts(threshold).map(Number));
  const sentinels = notMeasured((values ?? (value === undefined ? [] : [value])).map((i) => facts.texts(i)));
  const words = [...new Set(sentinels.map((text) => text.replace(",", ".").replace(/\.0*$/, "")))];
  const missing = words.length === 0 ? "" : `; ${words.join(", ")} means missing`;
  const read = [value, threshold, ...(values ?? [])];
  const behind = new Map([...facts.units].filter(([i]) => read.includes(i)));
  const below = [...table.units].filter(([i]) => read.includes(i));
  const units = new Map([...below, ...behind]);
  const standing = behind.size === 0 ? "" : `; behind the numbers stands ${[...new Set(behind.values())].join(", ")}`;
  const where = value === undefined ? "several columns of numbers" : valueReason(facts.name(value), value === roles.active);
  return { ...roles, units, noThreshold, sentinels, reason: `${where}${missing}${standing}` };
}

function valueReason(name: string, ofSwitch: boolean): string {
  return ofSwitch ? `value in "${name}", 1 where it says on and 0 where it says off` : `value in "${name}"`;
}
