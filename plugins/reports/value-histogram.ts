import { defineReport } from "weir";
import { DAY_MONTH_YEAR, periodOf, periodText } from "./period.ts";

interface Bins {
  /** Common table expressions: `width`, one row, and `placed`, the station, period and number of the bin of each picked event. */
  readonly sql: string;
  /** The lower edge of a bin by its number, of the columns of `width`. */
  readonly edge: (bin: string) => string;
}

/** So many bins of one width over all values; the last holds the largest. */
const equal: Bins = {
  edge: (bin) => `low + (${bin}) * size`,
  sql: `width as (select least as low, (most - least) / $bins as size from extent),
     guessed as (
       select station, period, value, low, size, case when size > 0 then least(floor((value - low) / size), $bins - 1) else 0 end as bin
       from picked, width),
     -- The division may round across an edge; the edges that are printed decide.
     placed as (
       select station, period,
         bin + (bin < $bins - 1 and value >= low + (bin + 1) * size)::integer - (value < low + bin * size)::integer as bin
       from guessed)`,
};

/** Divided by a power of ten, not multiplied by a tenth: then an edge is the number that is printed, to the last digit. */
const roundEdge = (bin: string): string => `case when small then (${bin}) * factor / scale else (${bin}) * factor * scale end`;

/** So many bins at most where nobody says how many. */
const AUTOMATIC = 20;

/** Edges are whole multiples of the least of 1, 2, 2.5 and 5 times a power of ten that gives no more bins than wanted. */
const round: Bins = {
  edge: roundEdge,
  sql: `tens as (
       select least, most, case when most > least then greatest(-290, least(290, floor(log10((most - least) / ${AUTOMATIC})))) else 0 end as ten
       from extent),
     widths as (
       select factor::double as factor, ten + more as power, factor * pow(10::double, ten + more) as size,
         floor(most / size) - floor(least / size) >= ${AUTOMATIC} as too_many
       from tens, unnest([1, 2, 2.5, 5]) as f(factor), unnest([0, 1, 2, 3]) as m(more)),
     width as (
       select factor, size, power < 0 as small, pow(10::double, abs(power)) as scale from widths
       order by too_many, case when too_many then -size else size end limit 1),
     guessed as (select station, period, value, floor(value / size) as bin, factor, small, scale from picked, width),
     placed as (
       select station, period,
         bin + (value >= ${roundEdge("bin + 1")})::integer - (value < ${roundEdge("bin")})::integer as bin
       from guessed)`,
};

/** What was taken where nobody said what: one row. */
const told = `told as (
       select case when $sensor <> '' or $quantity <> '' then '' when exists (from wanted semi join sent using (code)) then 'Quantity: temperature'
         when code = '' then '' when sensors = 1 then 'Sensor: ' || code
         else format('Sensor: {}, of {:,} the one with the most events', code, sensors) end as told
       from (select count(*) as sensors from sent) left join (select min(code) as code from chosen) on true)`;

export const valueHistogram = defineReport({
  id: "value-histogram",
  title: "Histogram of values",
  description: "How a quantity is distributed by hour of day, day, month or year, per station.",
  settings: {
    quantity: {
      input: "text",
      label: "Quantity",
      empty: "Automatic",
      help: "Such as temperature or voltage. Automatic: temperature when there is one.",
      default: "",
      maxLength: 100,
    },
    sensor: {
      input: "text",
      label: "Sensor code",
      empty: "Any",
      help: "One sensor instead of a quantity.",
      default: "",
      maxLength: 200,
    },
    station: { input: "text", label: "Station", empty: "All", help: "One station by its code.", default: "", maxLength: 200 },
    period: {
      input: "choice",
      label: "Period",
      default: "hour-of-day",
      options: [{ value: "hour-of-day", label: "Hour of day" }, ...DAY_MONTH_YEAR],
    },
    bins: {
      input: "number",
      label: "Bins",
      zero: "Automatic",
      help: "Automatic (0): at most 20, with round edges. A number: so many equal ones from the smallest to the largest value.",
      default: 0,
      min: 0,
      max: 1000,
      step: 1,
    },
  },
  sql: ({ period, bins: wanted }) => {
    const bins = wanted === 0 ? round : equal;
    return `with sent as materialized (select sensor as code, count(*) as events from events group by sensor),
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
     extent as (select min(value) as least, max(value) as most from picked),
     ${bins.sql},
     ${told},
     binned as (select station, period, bin, count(*)::double as events from placed group by all)
     select station, ${periodText(period, "binned.period")} as period, ${bins.edge("bin")} as bin_start,
       ${bins.edge("bin + 1")} as bin_end, events,
       (select case when count(distinct unit) = 1 then min(unit) else '' end from names
        where part = 'sensor' and code in (select code from chosen)) as unit, told
     from binned, width, told order by station, binned.period, bin`;
  },
  columns: [
    { name: "station", label: "Station" },
    { name: "period", label: "Period" },
    { name: "bin_start", label: "From", unit: "$unit" },
    { name: "bin_end", label: "To", unit: "$unit" },
    { name: "events", label: "Events" },
  ],
  chart: { kind: "heat", x: "period", y: "bin_start", value: "events" },
});
