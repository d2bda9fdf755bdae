import { useEffect, useMemo, useState } from "react";
import type { Methods } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { useFrame } from "../../frame-actions.ts";
import { ErrorLine } from "../../ui/empty.tsx";
import { count } from "../../ui/format-number.ts";
import { dayAndClock } from "../../ui/format-time.ts";
import { nameLine } from "../../ui/name-line.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";

type Results = Methods["deploy.results"]["value"];

/** Stations and sensors by name, as far as they are in what is open; else by code. */
function useKeyNames(): (station: string, sensor: string, alarm: string) => string {
  const keys = useKeys((state) => state.keys);
  const names = useMemo(
    () => ({
      stations: new Map(keys.map((key) => [key.station, key.stationName])),
      sensors: new Map(keys.map((key) => [key.sensor, key.short])),
    }),
    [keys],
  );
  return (station, sensor, alarm) => nameLine(names.stations.get(station) ?? station, names.sensors.get(sensor) ?? sensor, alarm);
}

const ASK_EVERY = 1000;
const SHOWN = 100;

/** What came back from the cluster through the results queue. */
export function ReturnedAlerts() {
  const [results, setResults] = useState<Results | null>(null);
  const zone = useFrame((state) => state.zone);
  useEffect(() => {
    let alive = true;
    const ask = (): void => {
      request("deploy.results", { limit: SHOWN }).then(
        (value) => alive && setResults(value),
        () => {},
      );
    };
    ask();
    const timer = setInterval(ask, ASK_EVERY);
    return () => {
      alive = false;
      clearInterval(timer);
    };
  }, []);
  const nameOf = useKeyNames();
  if (results === null || results.queue === null) return null;
  return (
    <section className="card page-card" data-testid="deploy-results">
      <b className="section-title">
        Alerts from the cluster, through the queue {results.queue}: <span data-testid="deploy-total">{count(results.total)}</span>
      </b>
      {results.error === null ? null : <ErrorLine text={results.error} />}
      <table className="metric-table" aria-label="Alerts that came back">
        <tbody>
          {results.alerts.map(({ id, severity, time, rule, title, station, sensor, alarm }) => (
            <tr key={id}>
              <td>
                <SeverityMark state={severity} />
              </td>
              <td>{dayAndClock(time, zone)}</td>
              <td>{title}</td>
              <td className="sub" title={nameLine(station, sensor, alarm)}>
                {nameOf(station, sensor, alarm)}
              </td>
              <td className="sub">{rule}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
