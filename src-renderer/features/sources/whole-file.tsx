import { useEffect, useState } from "react";
import type { CsvPreview, CsvScan } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { CountsEquation } from "../../ui/counts-equation.tsx";
import { count, shortCount } from "../../ui/format-number.ts";
import { dayAndClock, duration, zoneName } from "../../ui/format-time.ts";
import { EventsOverTime } from "./events-over-time.tsx";

const LOOK_EVERY = 250;

/** Counts the whole file, before it is opened, with the mapping at hand; stops when the screen goes. */
function useScan(paths: readonly string[], mapping: CsvPreview["mapping"]): CsvScan | null {
  const [scan, setScan] = useState<CsvScan | null>(null);
  const asked = JSON.stringify([paths, mapping]);
  useEffect(() => {
    let alive = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const [files, how] = JSON.parse(asked) as [string[], CsvPreview["mapping"]];
    const look = async (): Promise<void> => {
      const value = await request("csv.scanned", null);
      if (!alive) return;
      setScan(value);
      if (value?.state === "running") timer = setTimeout(() => void look().catch(() => {}), LOOK_EVERY);
    };
    setScan(null);
    request("csv.scan", { paths: files, mapping: how })
      .then(look)
      .catch(() => {});
    return () => {
      alive = false;
      clearTimeout(timer);
      request("csv.scanStop", null).catch(() => {});
    };
  }, [asked]);
  return scan;
}

/** What the whole file comes to: every row accounted for, and how many there are a day. */
export function WholeFile({ paths, preview }: { readonly paths: readonly string[]; readonly preview: CsvPreview }) {
  const scan = useScan(paths, preview.mapping);
  const zone = useFrame((state) => state.zone);
  // Until the first answer: what was looked at.
  const rows = scan === null || scan.read === 0 ? preview.counts : scan;
  const { state = "running", fraction = null, rate = 0, secondsLeft = null } = scan ?? {};
  const all = fraction === null || fraction < 0.005 || scan === null ? null : scan.read / fraction;
  return (
    <footer className="csv-foot" data-testid="whole-file" data-state={scan === null ? "running" : state}>
      <div className="csv-counts">
        <div className="row">
          <b>{preview.files > 1 ? `All ${count(preview.files)} files` : "Whole file"}</b>
          <span className="sub grow">
            {state === "done"
              ? `${count(rows.read)} rows`
              : state === "stopped"
                ? `stopped after ${count(rows.read)} rows`
                : state === "failed"
                  ? ""
                  : `${count(rows.read)}${all === null ? "" : ` of about ${shortCount(all)}`} rows`}
          </span>
          {state === "running" ? (
            <>
              <span className="sub">
                {rate > 0 ? `${shortCount(rate)} rows/s` : ""}
                {secondsLeft === null ? "" : `, ${duration(secondsLeft * 1000)} left`}
              </span>
              <Button small kind="plain" onClick={() => void request("csv.scanStop", null).catch(() => {})}>
                Stop
              </Button>
            </>
          ) : null}
        </div>
        <div className="progress-track" data-on={state === "running"}>
          <i style={{ width: `${(state === "done" ? 1 : (fraction ?? 0)) * 100}%` }} />
        </div>
        {state === "failed" ? (
          <div className="crit">{scan?.error}</div>
        ) : (
          <CountsEquation
            read={rows.read}
            accepted={rows.accepted}
            refused={{ malformed: rows.malformed, unconvertible: rows.unconvertible }}
          />
        )}
        <div className="sub">
          The first {count(preview.counts.read)} rows:{" "}
          {preview.counts.accepted === 0
            ? "none of them can be read"
            : `${count(preview.keys)} ${preview.keys === 1 ? "key" : "keys"}, ${dayAndClock(preview.firstTime, zone)} – ${dayAndClock(preview.lastTime, zone)} ${zoneName(zone)}`}
        </div>
      </div>
      {scan === null || scan.stretches.length === 0 ? <div className="grow" /> : <EventsOverTime scan={scan} />}
    </footer>
  );
}
