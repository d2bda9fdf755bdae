import { alarmRanking, alarmsByHour, alarmsByWeekday, alarmsPerPeriod } from "./alarms.ts";
import { dataQuality } from "./data-quality.ts";
import { stationShare } from "./station-share.ts";
import { valueHistogram } from "./value-histogram.ts";

export default [stationShare, valueHistogram, alarmsPerPeriod, alarmRanking, alarmsByHour, alarmsByWeekday, dataQuality];
