import { expect, test } from "vitest";
import { CatalogueNames } from "../../src-main/plugin-host/catalogue-names.ts";

test("a sensor's unit is what a catalogue says, else what its own name says", () => {
  const names = new CatalogueNames([
    {
      type: "catalogue",
      id: "c",
      title: "C",
      sensors: { "111": { name: "Room", unit: "°C" }, "Load (kW)": { name: "Load", unit: "W" }, "Rain [mm]": { name: "Rain" } },
    },
  ]);
  expect(["111", "Load (kW)", "Rain [mm]"].map((sensor) => names.unit(sensor))).toEqual(["°C", "W", "mm"]);
  expect(
    ["Room [°C]", "Consumption (kWh)", "node_hwmon_temp_celsius", "node_memory_free_bytes", "percent"].map((sensor) =>
      names.unit(sensor),
    ),
  ).toEqual(["°C", "kWh", "°C", "B", "%"]);
  // A gas, a phase, a remark, a word that only ends like a unit.
  for (const sensor of ["CO(GT)", "Current (B)", "flow (old)", "kilobytes", "T", "", "[]", "constructor"])
    expect([sensor, names.unit(sensor)]).toEqual([sensor, ""]);
});
