import type { Backtest } from "../session/backtest.ts";
import { FIRST } from "../session/label-times.ts";
import { isoTime } from "../sinks/files/csv-text.ts";
import { groupedDigits } from "../sources/grouped-digits.ts";
import { counted } from "./counted.ts";
import { say } from "./terminal.ts";

/** By what the labels were to be: why there is none, and what to do. */
const NO_LABEL: Readonly<Record<string, string>> = {
  threshold: "no value goes across its threshold, or none has one; --labels active takes alarm flags, or name a file of your own",
  active: "no alarm flag is on, or there is none; --labels threshold takes crossings, or name a file of your own",
};

/** Says what the figures do not: that there was nothing to catch, or something nothing could, by what they are divided, or that it may have been read otherwise. */
export function sayLabels({ labels, outside, unread, datesTaken, stations, allStations }: Backtest, kind: string): void {
  if (unread.length > 0)
    say(
      `${kind}: ${unread.map((name) => JSON.stringify(name)).join(", ")} ${unread.length === 1 ? "is" : "are"} not read: a label has station, sensor, alarm, start, end`,
    );
  if (stations < allStations)
    say(
      `false alerts are by ${counted(stations, "station")} of ${groupedDigits(allStations)}: the rule sees no event of the others`,
    );
  if (datesTaken !== null)
    say(
      `${kind}: dates such as ${datesTaken.example} are read with the ${FIRST[datesTaken.order]} first and could have the ${FIRST[datesTaken.other]} first: say which with --date-order ${datesTaken.order} or ${datesTaken.other}`,
    );
  if (labels === 0) say(`there is no label to judge by: ${NO_LABEL[kind] ?? `${kind} has none of the time that is judged`}`);
  const { first } = outside;
  if (first === null) return;
  const key = [first.station, first.sensor, first.alarm].filter((part) => part !== "");
  say(
    `${counted(outside.labels, "label")} of ${groupedDigits(labels)} ${outside.labels === 1 ? "is" : "are"} of a key or a time that the data have not, the first: ${[...key, isoTime(first.start)].join(" ")}; no alert can be about such a one`,
  );
}
