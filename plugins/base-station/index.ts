import { defineCatalogue } from "weir";
import { ALARMS } from "./alarms.ts";
import { SENSORS } from "./sensors.ts";

export default defineCatalogue({
  id: "base-station",
  title: "Base station",
  version: "1.0.0",
  sensors: SENSORS,
  alarms: ALARMS,
  mapping: {
    columns: ["station_id", "datapoint_id", "alarm_id", "event_time", "value", "valueThreshold", "isActive", "storedtime"],
    time: "event_time",
    timeFormat: "yyyy-MM-dd HH:mm:ss z",
    station: "station_id",
    sensor: "datapoint_id",
    alarm: "alarm_id",
    value: "value",
    threshold: "valueThreshold",
    noThreshold: 999999,
    active: "isActive",
    ignored: ["storedtime"],
  },
});
