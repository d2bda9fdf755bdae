import { describe, expect, it } from "vitest";
import catalogue from "../../../plugins/base-station/index.ts";
import { SENSORS } from "../../../src-main/simulate/sensors.ts";
import { BTS_HEADER } from "../../../src-main/simulate/simulate-bts.ts";

describe("base-station", () => {
  it("names every code the simulator writes", () => {
    for (const { sensor, alarm } of SENSORS) {
      expect(catalogue.sensors?.[sensor]?.quantity, sensor).toBeTruthy();
      expect(catalogue.alarms?.[alarm]?.name, alarm).toBeTruthy();
    }
    expect(catalogue.sensors?.["121"]).toMatchObject({ name: "Power grid voltage", short: "Grid voltage", unit: "V" });
    expect(Object.keys(catalogue.alarms ?? {})).toHaveLength(25);
  });

  it("maps columns that exist, and recognises the format by all of them", () => {
    const mapping = catalogue.mapping;
    expect(mapping?.columns).toEqual(BTS_HEADER.trim().split(","));
    for (const column of [
      mapping?.time,
      mapping?.station,
      mapping?.sensor,
      mapping?.alarm,
      mapping?.value,
      mapping?.threshold,
      mapping?.active,
    ])
      expect(mapping?.columns).toContain(column);
    expect(mapping?.noThreshold).toBe(999999);
  });
});
