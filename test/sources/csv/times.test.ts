import { describe, expect, it } from "vitest";
import { createTimeReader } from "../../../src-main/sources/csv/time-reader.ts";

const utc = (format: string, zone: string, text: string): string => {
  const time = createTimeReader(format, zone)(text);
  return Number.isNaN(time) ? "refused" : new Date(time).toISOString();
};

describe("times", () => {
  it.each([
    // The hour that is there twice: the earlier one. The hour that is not there: on from before.
    ["Europe/Rome", "2024-10-27 02:30:00", "2024-10-27T00:30:00.000Z"],
    ["Europe/Rome", "2024-10-27 03:00:00", "2024-10-27T02:00:00.000Z"],
    ["Europe/Rome", "2024-03-31 02:30:00", "2024-03-31T01:30:00.000Z"],
    ["Australia/Lord_Howe", "2024-10-06 02:15", "2024-10-05T15:45:00.000Z"],
    // A day that was not.
    ["Pacific/Apia", "2011-12-30 12:00", "2011-12-30T22:00:00.000Z"],
    ["Pacific/Apia", "2011-12-31 00:00", "2011-12-30T10:00:00.000Z"],
    // Local mean time, to the second.
    ["Africa/Monrovia", "1971-06-01 12:00", "1971-06-01T12:44:30.000Z"],
    ["Europe/Rome", "9999-07-01 00:00", "9999-06-30T22:00:00.000Z"],
  ])("of %s: %s", (zone, text, expected) => {
    expect(utc("iso", zone, text)).toBe(expected);
  });

  it("do not depend on what was read before: clocks that change a minute past midnight", () => {
    const [before, after] = ["2006-10-29 00:00:30", "2006-10-29 00:05:00"] as const;
    for (const texts of [
      [before, after],
      [after, before],
    ]) {
      const read = createTimeReader("iso", "America/St_Johns");
      const times = Object.fromEntries(texts.map((text) => [text, new Date(read(text)).toISOString()]));
      expect(times).toEqual({ [before]: "2006-10-29T02:30:30.000Z", [after]: "2006-10-29T03:35:00.000Z" });
    }
  });

  it.each([
    ["epoch-ms", "0x10"],
    ["epoch-s", "0b11"],
    ["epoch-s", "Infinity"],
    ["epoch-us", " "],
    ["iso", "2024-01-01T00:00:00+25:00"],
    ["iso", "2024-01-01T00:00:00+01:75"],
  ])("that are none, as %s: %s", (format, text) => {
    expect(utc(format, "UTC", text)).toBe("refused");
  });

  it("of a zone that no place can have are refused", () => {
    for (const zone of ["+24:00", "-02:60", "Europe/Nowhere"])
      expect(() => createTimeReader("iso", zone)).toThrow(/time zone ".*" is not known/);
    // A place that is meant is named as zones are.
    expect(() => createTimeReader("iso", "New York")).toThrow(/a name such as America\/New_York$/);
  });

  it.each<readonly [format: string, text: string, expected: string]>([
    ["yyyyMMdd", "20240213", "2024-02-13T00:00:00.000Z"],
    ["yyyyMMddHH", "2024021323", "2024-02-13T23:00:00.000Z"],
    ["yyyyMMddHHmm", "202402132359", "2024-02-13T23:59:00.000Z"],
    ["yyyyMMddHHmmss", " 20240213235901.5 ", "2024-02-13T23:59:01.500Z"],
    ["yyyyMMdd", "20240213 10:30", "2024-02-13T10:30:00.000Z"],
    ["yyyyMMddHHmm", "202402131030+0200", "2024-02-13T08:30:00.000Z"],
    ["yyyyMMddHHmm", "2024-02-13 10:30:00", "2024-02-13T10:30:00.000Z"],
    ...["20240231", "2024021", "202402131", "20240213.5", "2024021325", "202402131060", "99999999999999"].map(
      (text) => ["yyyyMMddHHmmss", text, "refused"] as const,
    ),
    ["iso", "20240213", "refused"],
    ["mdy", "Feb 30, 2024", "refused"],
    ["mdy", "Foo 3, 2024", "refused"],
    ["iso", "2024-W01-1T10:30:00Z", "2024-01-01T10:30:00.000Z"],
    ["iso", "2027-W53-1", "refused"],
    ["iso", "2026-W53-5", "2027-01-01T00:00:00.000Z"],
    ["iso", "2024W066", "2024-02-10T00:00:00.000Z"],
    ["iso", "2024-366T10:30", "2024-12-31T10:30:00.000Z"],
    ...["2023-366T10:30", "2024-000T10:30", "2024-W00-1", "2024-W06-8", "2024-02-13 10:30 CST"].map(
      (text) => ["iso", text, "refused"] as const,
    ),
    ["iso", "2024-02-13 10:30 CEST", "2024-02-13T08:30:00.000Z"],
    ["dmy", "18.03.2024 12:05 p.\u00a0m.", "2024-03-18T12:05:00.000Z"],
    ["dmy", "18. März 2024 06:00", "2024-03-18T06:00:00.000Z"],
    ["dmy", "3 FÉVRIER 2024", "2024-02-03T00:00:00.000Z"],
    ["dmy", "3 août 2024 06:00", "2024-08-03T06:00:00.000Z"],
    ["dmy", "18 de março de 2024 06:00 GMT-03:00", "2024-03-18T09:00:00.000Z"],
    ["mdy", "Mon Mar 18 06:00:00 CET 2024", "2024-03-18T05:00:00.000Z"],
    ["excel-days", "45369.25", "2024-03-18T06:00:00.000Z"],
    // The end of a day is the beginning of the next.
    ["iso", "2024-02-29 24:00", "2024-03-01T00:00:00.000Z"],
    ["dmy", "31.12.2024 24:00:00", "2025-01-01T00:00:00.000Z"],
    ["yyyyMMddHH", "2024021324", "2024-02-14T00:00:00.000Z"],
    ...["2024-02-29 24:01", "2024-02-29 24:00:00.5", "2024-02-29 25:00"].map((text) => ["iso", text, "refused"] as const),
    // With other marks than the usual ones.
    ["iso", "2024年1月15日 22:05", "2024-01-15T22:05:00.000Z"],
    ["iso", "2024年01月15日 22时05分09秒", "2024-01-15T22:05:09.000Z"],
    ["iso", "2024/1/15 下午 10:05:00", "2024-01-15T22:05:00.000Z"],
    ["iso", "2024/1/15 午前 0:05", "2024-01-15T00:05:00.000Z"],
    ["iso", "2024. 1. 15. 오후 10:05:00", "2024-01-15T22:05:00.000Z"],
    ["iso", "2024-01-15 오후 10시 05분", "2024-01-15T22:05:00.000Z"],
    ["iso", "20240115_220509", "2024-01-15T22:05:09.000Z"],
    ["iso", "2024-01-15_22-05-09", "2024-01-15T22:05:09.000Z"],
    ["iso", "2024-01-15 22:05:00.123456 +0100 CET", "2024-01-15T21:05:00.123Z"],
    ["iso", "2024-01-15T22:05:00+01:00[Europe/Berlin]", "2024-01-15T21:05:00.000Z"],
    ["iso", "2024-Jan-15 22:05", "2024-01-15T22:05:00.000Z"],
    ["dmy", "15JAN2024:22:05:09", "2024-01-15T22:05:09.000Z"],
    ["dmy", "15.01.2024 um 22:05 Uhr", "2024-01-15T22:05:00.000Z"],
    ["dmy", "15/01/2024 - 22:05", "2024-01-15T22:05:00.000Z"],
    ["dmy", "15 января 2024 22:05", "2024-01-15T22:05:00.000Z"],
    ["mdy", "Jan-15-2024 10:05 PM", "2024-01-15T22:05:00.000Z"],
    ...["2024年13月15日 22:05", "2024-01-15 下午 13:05", "2024-Foo-15 22:05", "20240115_226009", "15JAN2024X"].map(
      (text) => ["iso", text, "refused"] as const,
    ),
    // An offset stays one.
    ["iso", "2024-01-15 22:05-05", "2024-01-16T03:05:00.000Z"],
    // Hours alone, or as French has them; milliseconds behind a third colon.
    ["iso", "2024-02-13 7", "2024-02-13T07:00:00.000Z"],
    ["mdy", "02/13/2024 10 PM", "2024-02-13T22:00:00.000Z"],
    ["dmy", "13/02/2024 22h10", "2024-02-13T22:10:00.000Z"],
    ["mdy", "02/13/2024 22:10:05:023", "2024-02-13T22:10:05.023Z"],
    ["iso", "2024-02-13 22:10:05:23", "refused"],
    ["dmy", "Sat, 3 Feb 2024 00:00:00 +0100", "2024-02-02T23:00:00.000Z"],
  ])("written as %s: %s", (format, text, expected) => {
    expect(utc(format, "UTC", text)).toBe(expected);
  });

  it("as a spreadsheet counts them are of the zone that is said", () => {
    expect(utc("excel-days", "Europe/Rome", "45369.25")).toBe("2024-03-18T05:00:00.000Z");
  });

  it("finer than a millisecond: a fraction is cut off, an epoch number is rounded", () => {
    expect(utc("iso", "UTC", "2024-01-01T00:00:00.1239999Z")).toBe("2024-01-01T00:00:00.123Z");
    expect(utc("epoch-us", "UTC", "1500")).toBe("1970-01-01T00:00:00.002Z");
    expect(utc("epoch-s", "UTC", " 1.7e9 ")).toBe("2023-11-14T22:13:20.000Z");
  });
});
