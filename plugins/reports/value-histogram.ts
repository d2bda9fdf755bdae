import { defineReport } from "weir";
import { DAY_MONTH_YEAR, periodOf, periodText } from "./period.ts";

export const valueHistogram = defineReport({
  id: "value-histogram",
  title: "Histogram of values",
  description: "How a quantity is distributed by hour of day, day, month or year, per station.",
  settings: {
    quantity: {
      input: "text",
      label: "Quantity",
      help: "Automatic; such as temperature or voltage. Empty: temperature when there is one.",
      default: "",
      maxLength: 100,
    },
    sensor: { input: "text", label: "Sensor code", help: "Any; one sensor instead of a quantity.", default: "", maxLength: 200 },
    station: { input: "text", label: "Station", help: "All; one station by its code.", default: "", maxLength: 200 },
    period: {
      input: "choice",
      label: "Period",
      default: "hour-of-day",
      options: [{ value: "hour-of-day", label: "Hour of day" }, ...DAY_MONTH_YEAR],
    },
    bins: { input: "number", label: "Bins", default: 20, min: 1, max: 1000, step: 1 },
  },
  sql: ({ period }) =>
    `with sent as materialized (select sensor as code, count(*) as events from events group by sensor),
     wanted as (
       select code from names where part = 'sensor'
         and quantity = case when $quantity <> '' then $quantity else 'temperature' end and $sensor = ''
       union select $sensor where $sensor <> ''),
     chosen as (
       select code from wanted semi join sent using (code)
       union all
       (select code from sent where $quantity = '' and $sensor = '' and not exists (select 1 from wanted semi join sent using (code))
        order by events desc, code limit 1)),
     picked as materialized (
       select station, ${periodOf(period)} as period, value from events
       where sensor in (select code from chosen) and ($station = '' or station = $station)),
     edges as (select min(value) as low, (max(value) - min(value)) / $bins as width from picked),
     guessed as (
       select station, period, value, case when width > 0 then least(floor((value - low) / width), $bins - 1) else 0 end as bin, low, width
       from picked, edges),
     -- The division may round across an edge; the edges that are printed decide.
     binned as (
       select station, period, low, width,
         bin + (bin < $bins - 1 and value >= low + (bin + 1) * width)::integer - (value < low + bin * width)::integer as bin
       from guessed)
     select station, ${periodText(period, "binned.period")} as period, low + bin * width as bin_start, low + (bin + 1) * width as bin_end, count(*)::double as events,
       (select case when count(distinct unit) = 1 then min(unit) else '' end from names
        where part = 'sensor' and code in (select code from chosen)) as unit
     from binned group by station, binned.period, bin, low, width order by station, binned.period, bin`,
  columns: [
    { name: "station", label: "Station" },
    { name: "period", label: "Period" },
    { name: "bin_start", label: "From", unit: "$unit" },
    { name: "bin_end", label: "To", unit: "$unit" },
    { name: "events", label: "Events" },
  ],
  chart: { kind: "heat", x: "period", y: "bin_start", value: "events" },
});
