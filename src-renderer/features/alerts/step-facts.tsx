import type { StepRow } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { actionDone } from "../../ui/alert-action.ts";
import { count, measured } from "../../ui/format-number.ts";
import { clock, dayAndClock } from "../../ui/format-time.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { Fact } from "./explanation-facts.tsx";

/** What one step handed to the rule, and what came out. */
export function StepFacts({ step, unit }: { readonly step: StepRow; readonly unit: string }) {
  const zone = useFrame((state) => state.zone);
  const { event, window, timer, alerts, points, error, called } = step;
  return (
    <section className="step-facts" data-testid="step-facts">
      <b>{event !== null ? "Event" : window !== null ? "Window" : "Timer"}</b>
      <dl>
        <Fact name="Time" value={dayAndClock(step.time, zone)} />
        {event === null ? null : (
          <>
            <Fact name="Value" value={`${measured(event.value)} ${unit}`} />
            <Fact name="Threshold" value={event.threshold === null ? "none" : `${measured(event.threshold)} ${unit}`} />
            {event.alarm === "" ? null : (
              <Fact
                name="Alarm"
                value={`${event.alarm}${event.active === null ? "" : event.active ? ", active" : ", not active"}`}
              />
            )}
            <Fact name="Row" value={event.origin} />
          </>
        )}
        {window === null ? null : (
          <>
            <Fact name="From – to" value={`${clock(window.start, zone)} – ${clock(window.end, zone)}`} />
            <Fact name="Events" value={count(window.count)} />
            {Object.entries(window.values).map(([name, value]) => (
              <Fact key={name} name={name} value={value === null ? "none" : measured(value)} />
            ))}
          </>
        )}
        {timer === null ? null : <Fact name="Timer" value={timer} />}
        {points.map(({ label, unit: own, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule may give a series twice
          <Fact key={index} name={`→ ${label}`} value={`${measured(value)} ${own}`} />
        ))}
      </dl>
      {called ? null : <div className="sub">The rule has no hook for single events: it sees them in its window.</div>}
      {alerts.map(({ id, severity, title, action }) => (
        <div key={id} className="step-alert">
          <SeverityMark state={severity} /> {title} <span className="sub">{actionDone(action)}</span>
        </div>
      ))}
      {error === null ? null : <div className="crit">{error}</div>}
    </section>
  );
}
