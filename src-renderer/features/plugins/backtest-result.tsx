import { useMemo, useState } from "react";
import type { BacktestResult, KeyInfo } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { type KeyWords, useKeyWords } from "../../bridge/key-words.ts";
import { useKeys } from "../../bridge/keys.ts";
import { notify, openAlert, showKeys, showRange, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { count, measured } from "../../ui/format-number.ts";
import { dayAndClock, duration } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import { BacktestTimeline } from "./backtest-timeline.tsx";
import { datesSaid } from "./dates-said.ts";
import { falseAlertsSaid } from "./false-alerts-said.ts";
import { labelsOutside } from "./labels-outside.ts";
import { timelineCounts } from "./timeline-counts.ts";

type Entry = BacktestResult["timeline"][number];
const SHOWN = 200;
const AROUND = 2 * 3_600_000;

/** The alert, when the session has it too; else the chart of its key around that time. */
async function show(entry: Entry, keys: readonly KeyInfo[], words: KeyWords["words"]): Promise<void> {
  if (entry.alertId !== null) {
    const known = await request("alerts.explain", { id: entry.alertId }).then(
      () => true,
      () => false,
    );
    if (known) return openAlert(entry.alertId);
  }
  const fits = (key: KeyInfo): boolean =>
    (["station", "sensor", "alarm"] as const).every((part) => entry[part] === "" || entry[part] === key[part]);
  const key = keys.find(fits);
  if (key === undefined) return notify(`There is no series of ${words(entry)} in what is open`, "error");
  showKeys([key.id]);
  showRange(entry.time - AROUND, entry.time + AROUND);
}

export function BacktestResultView({ result }: { readonly result: BacktestResult }) {
  const zone = useFrame((state) => state.zone);
  const keys = useKeys((state) => state.keys);
  const { words } = useKeyWords();
  const [kind, setKind] = useState<"all" | Entry["kind"]>("all");
  const entries = useMemo(() => result.timeline.filter((entry) => kind === "all" || entry.kind === kind), [result, kind]);
  const percent = (n: number | null): string => (n === null ? "–" : `${(n * 100).toFixed(1)} %`);
  const counts = timelineCounts(result);
  const outside = labelsOutside(result, words, zone);
  const judged = result.alerts - result.excused;
  const facts = [
    ["Precision", percent(result.precision), `${count(judged - result.falseAlerts)} of ${count(judged)} alerts`],
    ["Recall", percent(result.recall), `${count(result.hits)} of ${count(result.labels)} labels`],
    ["Lead, median", duration(result.lead.median)],
    ["Lead, p10 – p90", result.lead.p10 === null ? "–" : `${duration(result.lead.p10)} – ${duration(result.lead.p90)}`],
    ["False a station and day", measured(result.falsePerDay), falseAlertsSaid(result)],
  ];
  return (
    <div data-testid="backtest-result">
      {result.labels > 0 ? null : (
        <p className="warn" role="status">
          Nothing in the data is labelled so: there is nothing to find, and every alert counts as false. Choose other labels.
        </p>
      )}
      {outside === null ? null : (
        <p className="warn selectable" role="status" data-testid="backtest-outside">
          {outside}
        </p>
      )}
      {result.datesTaken === null ? null : (
        <p className="warn selectable" role="status" data-testid="backtest-dates-taken">
          {datesSaid(result.datesTaken)}
        </p>
      )}
      {result.unread.length === 0 ? null : (
        <p className="sub selectable" role="status" data-testid="backtest-unread">
          Not read of the labels: {result.unread.join(", ")}. A label has station, sensor, alarm, start, end.
        </p>
      )}
      <dl className="backtest-facts">
        {facts.map(([name, value, of]) => (
          <div key={name} className="card">
            <dt className="sub">{name}</dt>
            <dd>{value}</dd>
            {of === undefined ? null : <dd className="sub">{of}</dd>}
          </div>
        ))}
      </dl>
      <BacktestTimeline entries={result.timeline} onOpen={(entry) => void show(entry, keys, words)} />
      <div className="row">
        <Segments
          small
          label="Shown"
          value={kind}
          options={[
            { value: "all", label: "All" },
            { value: "hit", label: `Hits ${count(counts.hit)}` },
            { value: "miss", label: `Missed ${count(counts.miss)}` },
            { value: "false", label: `False ${count(counts.false)}` },
          ]}
          onChange={setKind}
        />
      </div>
      <ul className="backtest-timeline">
        {entries.slice(0, SHOWN).map((entry) => (
          <li key={`${entry.time} ${entry.kind} ${entry.key} ${entry.alertId}`}>
            <span className={entry.kind === "hit" ? "ok" : entry.kind === "miss" ? "warn" : "crit"}>
              {entry.kind === "miss" ? "missed" : entry.kind}
            </span>
            <span className="backtest-time">{dayAndClock(entry.time, zone)}</span>
            <span className="grow" title={entry.key}>
              {words(entry)}
            </span>
            <Button small kind="plain" onClick={() => void show(entry, keys, words)} data-testid="backtest-show">
              Show
            </Button>
          </li>
        ))}
      </ul>
      {counts[kind] > Math.min(SHOWN, entries.length) ? (
        <p className="sub">
          the first {count(Math.min(SHOWN, entries.length))} of {count(counts[kind])}
        </p>
      ) : null}
    </div>
  );
}
