/** Why an event was refused for its time, one line for a person. Times in ms; `watermark` as it stood before the events came. */
export function lateDetail(time: number, watermark: number, outOfOrderness: number): string {
  const behind = Number.isFinite(watermark) ? `, at least ${Math.max(0, (watermark - time) / 1000)} s behind the watermark` : "";
  return `older than an event already seen${behind} (out-of-orderness ${outOfOrderness / 1000} s)`;
}

export function earlyDetail(futureTolerance: number): string {
  return `time is more than ${futureTolerance / 1000} s ahead of the clock`;
}

/** Why a row was refused that has another number of fields than there are columns. */
export function fieldsDetail(fields: number, columns: number): string {
  return `${fields} ${fields === 1 ? "field" : "fields"} instead of ${columns}`;
}
