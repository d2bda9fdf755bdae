/** Offset in ms east of UTC at a time (UTC ms) of an IANA zone. Throws an Error of one line for one that is not known. */
export function createIanaZone(zone: string): (utc: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  } catch {
    throw unknownZone(zone);
  }
  return (utc) => {
    const name = format.formatToParts(utc).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
    // Before there were zones a place had its own time, to the second: GMT+00:49:56.
    const match = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name);
    if (match === null) return 0;
    const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
    return seconds * (match[1] === "-" ? -1000 : 1000);
  };
}

export function unknownZone(zone: string): Error {
  const letters = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, "");
  const wanted = letters(zone);
  // New York is in the list as America/New_York.
  const near = wanted.length < 3 ? undefined : Intl.supportedValuesOf("timeZone").find((name) => letters(name).endsWith(wanted));
  return new Error(`time zone "${zone}" is not known; write UTC, +02:00 or a name such as ${near ?? "Europe/Rome"}`);
}
