/** Whether values are those of a door or an alarm: only 0 and 1, and at least one. What has a unit is measured, even where it is 0. */
export function isOnOff(values: Iterable<number>, unit: string): boolean {
  let any = false;
  for (const value of values) {
    if (value !== 0 && value !== 1) return false;
    any = true;
  }
  return any && unit === "";
}

/** How ECharts draws a line of it: what is on or off holds until the next event, instead of sloping to it. */
export const stepOf = (values: Iterable<number>, unit: string): "end" | false => (isOnOff(values, unit) ? "end" : false);
