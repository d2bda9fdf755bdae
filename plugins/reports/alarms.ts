import { defineReport } from "weir";
import { DAY_MONTH_YEAR, periodOf, periodText } from "./period.ts";

const COUNTS = "(count(*) filter (where active))::double as active_events, (count(*) filter (where raised))::double as raised";
const COUNT_COLUMNS = [
  { name: "active_events", label: "Active events" },
  { name: "raised", label: "Raised" },
] as const;
/** Events that can be of an alarm at all. */
const ALARMED = "(alarm <> '' or active is not null)";

export const alarmsPerPeriod = defineReport({
  id: "alarms-per-period",
  title: "Alarms per period",
  description: "How many alarms each station has a day, month or year.",
  settings: {
    period: { input: "choice", label: "Period", default: "day", options: DAY_MONTH_YEAR },
  },
  sql: ({ period }) =>
    `select station, ${periodText(period, "start")} as period, active_events, raised from (
       select station, ${periodOf(period)} as start, ${COUNTS} from events where ${ALARMED} group by 1, 2)
     order by period, station`,
  columns: [{ name: "station", label: "Station" }, { name: "period", label: "Period" }, ...COUNT_COLUMNS],
  chart: { kind: "bar", x: "period", y: ["raised"], stackBy: "station" },
});

export const alarmRanking = defineReport({
  id: "alarm-ranking",
  title: "Alarm ranking",
  description: "Which alarm exceeds its threshold most.",
  sql: () =>
    `select alarm, coalesce(any_value(n.name), alarm) as name, sum(active_events) as active_events, sum(raised) as raised,
       sum(exceeded) as exceeded
     from (select alarm, ${COUNTS}, (count(*) filter (where value > threshold))::double as exceeded from events
       where ${ALARMED} group by alarm) left join (select code, name from names where part = 'alarm') n on n.code = alarm
     group by alarm order by exceeded desc, raised desc, alarm`,
  columns: [
    { name: "alarm", label: "Alarm" },
    { name: "name", label: "Name" },
    ...COUNT_COLUMNS,
    { name: "exceeded", label: "Over threshold" },
  ],
  chart: { kind: "bar", x: "name", y: ["exceeded", "raised", "active_events"], horizontal: true },
});

export const alarmsByHour = defineReport({
  id: "alarms-by-hour",
  title: "Alarms by hour of day",
  description: "At which hour of day each alarm comes.",
  sql: () =>
    `select alarm, hour(local_time)::integer as hour, ${COUNTS} from events where ${ALARMED} group by 1, 2 order by alarm, hour`,
  columns: [{ name: "alarm", label: "Alarm" }, { name: "hour", label: "Hour" }, ...COUNT_COLUMNS],
  chart: { kind: "heat", x: "hour", y: "alarm", value: "raised" },
});

export const alarmsByWeekday = defineReport({
  id: "alarms-by-weekday",
  title: "Alarms by weekday and hour",
  description: "On which weekdays and at which hours alarms come, all alarms together.",
  sql: () =>
    `select isodow(local_time)::integer as weekday, hour(local_time)::integer as hour, ${COUNTS} from events where ${ALARMED}
     group by 1, 2 order by weekday, hour`,
  columns: [{ name: "weekday", label: "Weekday (1 = Monday)" }, { name: "hour", label: "Hour" }, ...COUNT_COLUMNS],
  chart: { kind: "heat", x: "hour", y: "weekday", value: "raised" },
});
