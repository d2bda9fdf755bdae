/** Hour of the day (UTC), 0 to 23, also of times before 1970. `time` in ms. */
export const hourOfDay = (time: number): number => Math.floor(time / 3_600_000 - 24 * Math.floor(time / 86_400_000));
