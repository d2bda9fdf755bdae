import { constantTexts, type KeyColumns, keyColumns, recurs } from "./key-columns.ts";
import { goesOn, isEven } from "./one-series.ts";
import type { RoleClaims } from "./role-claims.ts";
import { ALARM_TEXT, CODE_NAME, KEY_ROLES, namesDevice, SEVERITY_NAME } from "./role-names.ts";

/** Key parts whose columns may be found without a name. */
const UNNAMED_PARTS = ["station", "sensor"] as const;

/** Parts of the key that columns are called. */
export function takeNamedKeys(claims: RoleClaims): void {
  const { facts } = claims;
  const { value, intervalEnd } = claims.roles;
  const wide = value === undefined && intervalEnd === undefined;
  // In a wide table numbers are measures, whatever their names have in common with those of keys.
  const isKey = (i: number): boolean =>
    facts.tellsApart(i) &&
    !SEVERITY_NAME.test(facts.name(i)) &&
    (!wide || !facts.numeric.has(i) || CODE_NAME.test(facts.name(i)));
  for (const role of KEY_ROLES) claims.claim(role, isKey);
}

/** Alarms that come and go are about something. */
export function takeAlarmText(claims: RoleClaims): void {
  const { facts } = claims;
  const { alarm, value, active, intervalEnd } = claims.roles;
  if (alarm !== undefined || (intervalEnd === undefined && (active === undefined || value !== active))) return;
  const few = (texts: readonly string[]): boolean => texts.length > 0 && new Set(texts).size <= texts.length / 2;
  const at = claims.left().find((i) => ALARM_TEXT.test(facts.name(i)) && !facts.numeric.has(i) && few(facts.texts(i)));
  if (at !== undefined) claims.take("alarm", at);
}

/** The device of a wide table. Without it readings of several would be one series, where no two are of the same time. */
export function takeDevice(claims: RoleClaims): void {
  const { table, facts } = claims;
  const at = claims
    .left()
    .find((i) => namesDevice(facts.name(i)) && !facts.numeric.has(i) && recurs(table.body.map((row) => (row[i] ?? "").trim())));
  if (at !== undefined) claims.take("station", at);
}

/** What tells series apart by what stands in it. `long`: the table has one value column. */
export function takeUnnamedKeys(claims: RoleClaims, long: boolean): void {
  const { roles, table, time, facts } = claims;
  const unset = UNNAMED_PARTS.filter((role) => roles[role] === undefined);
  const known = KEY_ROLES.flatMap((role) => roles[role] ?? []);
  const { found, states } = withoutStates(claims, long && known.length === 0 && isEven(table, time), (free) =>
    keyColumns(table.columns, table.body, time.indexes, known, free, facts.numeric, long, unset.length),
  );
  for (const [n, role] of unset.entries()) {
    const at = found.columns[n];
    if (at !== undefined) claims.take(role, at);
  }
  if (found.columns.length > 0) roles.keysReason = found.reason;
  else if (states.length > 0)
    roles.keysReason = `what stands in ${states.map((i) => facts.name(i)).join(", ")} changes while one series goes on`;
}

/** Key columns among those left. `even`: those whose words go on while the rows of one series do are none, but states of it. */
function withoutStates(
  claims: RoleClaims,
  even: boolean,
  search: (free: readonly number[]) => KeyColumns,
): { readonly found: KeyColumns; readonly states: readonly number[] } {
  const { table, facts } = claims;
  const states: number[] = [];
  for (;;) {
    const found = search(claims.left().filter((i) => !states.includes(i)));
    const more = even ? found.columns.filter((i) => !facts.numeric.has(i) && goesOn(table, i)) : [];
    if (more.length === 0) return { found, states };
    states.push(...more);
  }
}

/** Where nothing else could name the series: better the one text that stands there than "column 3". */
export function takeConstantKeys(claims: RoleClaims): void {
  const { roles, table, facts } = claims;
  const { value, sensor } = roles;
  if (table.header || value === undefined || sensor !== undefined) return;
  const unset = UNNAMED_PARTS.filter((role) => roles[role] === undefined);
  const found = constantTexts(table.body, claims.left(), facts.numeric, value).slice(0, unset.length);
  if (found.length === 0) return;
  for (const [n, role] of unset.slice(-found.length).entries()) roles[role] = found[n] as number;
  roles.keysReason ??= "the same text in every row";
}

/**
 * In a wide table a sensor is named by its column. Where another column names one too, it tells of what the row was measured by: that is the
 * station, where none is named or each belongs to one; else it takes the part of the key that is left.
 */
export function moveSensor({ roles, table }: RoleClaims): void {
  const { station, sensor } = roles;
  if (sensor === undefined) return;
  delete roles.sensor;
  const pairs = new Set(table.body.map((row) => `${row[station ?? sensor]}\u0000${row[sensor]}`));
  const belongs = pairs.size === new Set(table.body.map((row) => row[sensor])).size;
  if (belongs || roles.alarm !== undefined) roles.station = sensor;
  else roles.alarm = sensor;
}
