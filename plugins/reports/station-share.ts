import { defineReport } from "weir";

export const stationShare = defineReport({
  id: "station-share",
  title: "Share of events by station",
  description: "Which station sends how much of the data.",
  sql: () =>
    `select station, count(*)::double as events, count(*) / sum(count(*)) over () as share
     from events group by station order by events desc, station`,
  columns: [
    { name: "station", label: "Station" },
    { name: "events", label: "Events" },
    { name: "share", label: "Share" },
  ],
  chart: { kind: "bar", x: "station", y: ["share"], horizontal: true },
});
