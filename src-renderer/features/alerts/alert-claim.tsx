import type { ReactNode } from "react";
import type { Explanation } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { actionDone } from "../../ui/alert-action.ts";
import { clock, day, zoneName } from "../../ui/format-time.ts";
import { nameLine } from "../../ui/name-line.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";

/** What an alert says, of what and when. `children` stand beside its title. */
export function AlertClaim({
  alert,
  testId,
  children,
}: {
  readonly alert: Explanation["alert"];
  readonly testId: string;
  readonly children?: ReactNode;
}) {
  const zone = useFrame((state) => state.zone);
  const { why } = alert.evidence;
  const where = nameLine(alert.stationName, alert.sensorName, alert.alarmName);
  return (
    <>
      <div className="row">
        <SeverityMark state={alert.severity} size={12} />
        <h2 className="pane-title grow selectable clamped" title={alert.title} data-testid={testId}>
          {alert.title}
        </h2>
        {children}
      </div>
      <div className="sub selectable">
        <span className="claim-where" title={where}>
          {where}
        </span>{" "}
        · {actionDone(alert.action)} {day(alert.time, zone)} {clock(alert.time, zone, true)} {zoneName(zone)}
      </div>
      {typeof why === "string" ? (
        <p className="alert-why selectable" data-testid="explanation-why">
          {why.slice(0, 1).toUpperCase()}
          {why.slice(1)}.
        </p>
      ) : null}
    </>
  );
}
