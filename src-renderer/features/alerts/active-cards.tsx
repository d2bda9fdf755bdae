import { IconCheck } from "@tabler/icons-react";
import type { ActiveAlarm } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { useDay } from "../../bridge/use-day.ts";
import { usePush } from "../../bridge/use-push.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { notify, openAlert, undoable, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { count, measured } from "../../ui/format-number.ts";
import { clock, duration } from "../../ui/format-time.ts";
import { nameLine } from "../../ui/name-line.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { SparkLine } from "../../ui/spark-line.tsx";
import { changed } from "./alerts-store.ts";

const SHOWN = 4;

const counted = (n: number, one: string): string => `${count(n)} ${one}${n === 1 ? "" : "s"}`;

/** The alarms that are on, worst first. */
export function ActiveCards() {
  const { value, reload } = useRequest("alerts.active", null);
  const stations = useKeys((state) => new Set(state.keys.map(({ station }) => station)).size);
  usePush("session.tick", reload);
  const alarms = value?.alarms ?? [];
  const where = new Set(alarms.map(({ station }) => station)).size;
  const acknowledgeAll = (): void => {
    const ids = alarms.map(({ alertId }) => alertId);
    const acknowledge = (acknowledged: boolean) => request("alerts.acknowledge", { ids, acknowledged }).then(changed);
    undoable("acknowledging all", acknowledge(true), () => acknowledge(false)).then(
      () => notify(`${counted(ids.length, "alert")} acknowledged; Ctrl+Z takes it back`, "success"),
      (error: Error) => notify(error.message, "error"),
    );
  };
  return (
    <section className="active" aria-label="Active now">
      <div className="row">
        <b className="section-title">Active now</b>
        <span className="sub">
          {value === null || value.total === 0
            ? "no alarm is on"
            : `${counted(value.total, "alarm")} on ${where} of ${counted(stations, "station")}`}
        </span>
        <span className="spacer" />
        <Button kind="plain" small disabled={alarms.length === 0} onClick={acknowledgeAll}>
          <IconCheck size={14} stroke={1.6} /> Acknowledge all
        </Button>
      </div>
      {alarms.length === 0 ? null : (
        <div className="active-cards" data-testid="active-cards">
          {alarms.slice(0, SHOWN).map((alarm) => (
            <ActiveCard key={alarm.alertId} alarm={alarm} />
          ))}
        </div>
      )}
      {value !== null && value.total > SHOWN ? (
        <div className="sub active-more">and {count(value.total - SHOWN)} more, in the table</div>
      ) : null}
    </section>
  );
}

function ActiveCard({ alarm }: { readonly alarm: ActiveAlarm }) {
  const zone = useFrame((state) => state.zone);
  const { dayOf } = useDay();
  const last = useFrame((state) => state.status?.shown?.to ?? null);
  const key = useKeys((state) =>
    state.keys.find((each) => each.station === alarm.station && each.sensor === alarm.sensor && each.alarm === alarm.alarm),
  );
  return (
    <button
      type="button"
      className={`card active-card ${alarm.severity}`}
      data-testid="active-card"
      onClick={() => openAlert(alarm.alertId)}
    >
      <span className="row">
        <SeverityMark state={alarm.severity} />
        <b className="grow">{alarm.name}</b>
        <span>{last === null ? "" : duration(last - alarm.since)}</span>
      </span>
      <span className="row sub">
        <span className="grow ellipsis" title={alarm.station}>
          {nameLine(alarm.stationName, key?.short ?? "")}
        </span>
        <span>
          since {dayOf(alarm.since)} {clock(alarm.since, zone)}
        </span>
      </span>
      <span className="row">
        <b>
          {measured(alarm.value)} {alarm.unit}
        </b>
        <span className="sub grow">{alarm.threshold === null ? "" : `threshold ${measured(alarm.threshold)} ${alarm.unit}`}</span>
        {key === undefined ? null : <SparkLine values={key.spark} width={60} height={20} />}
      </span>
    </button>
  );
}
