import { IconAlertCircle, IconChevronLeft, IconChevronRight, IconCircleCheck, IconClock } from "@tabler/icons-react";
import { useState } from "react";
import type { ConnectionTest, QueuePeek } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { count, measured } from "../../ui/format-number.ts";
import { dayAndClock, duration, zoneName } from "../../ui/format-time.ts";

export interface Proof {
  readonly test: ConnectionTest | null;
  readonly peek: QueuePeek | null;
  readonly error: string | null;
  readonly running: boolean;
}

/** What the broker answered: steps with their times, and a real message as the event it becomes. */
export function QueueProof({ proof, onTest }: { readonly proof: Proof; readonly onTest: () => void }) {
  const { test, peek, error, running } = proof;
  const took = test?.steps.reduce((sum, step) => sum + step.ms, 0) ?? 0;
  return (
    <div className="queue-proof" data-testid="queue-proof">
      <div className="row">
        <b className="section-title">Test</b>
        <span className="sub grow">
          {running ? "asking the broker…" : test === null ? "not tried yet" : `took ${duration(took)}`}
        </span>
        <Button small onClick={onTest} disabled={running} data-testid="queue-test">
          {test === null ? "Test" : "Test again"}
        </Button>
      </div>
      {error === null ? null : <ErrorLine text={error} />}
      {test === null && error === null ? (
        <Empty title="Nothing is proven yet">A test connects, signs in and looks for the queue. It takes no message away.</Empty>
      ) : null}
      {test?.steps.map((step) => (
        <div key={step.step} className={step.ok ? "step" : "step bad"}>
          {step.ok ? (
            <IconCircleCheck size={16} stroke={1.6} color="var(--ok)" />
          ) : (
            <IconAlertCircle size={16} stroke={1.6} color="var(--warn-mark)" />
          )}
          <span className="grow selectable">
            <b>{step.step}</b> {step.detail}
          </span>
          <span className="sub">{duration(step.ms)}</span>
        </div>
      ))}
      {test === null || test.messages === null ? null : (
        <div className="sub">
          {count(test.messages)} messages waiting, {count(test.consumers)} other {test.consumers === 1 ? "reader" : "readers"}
        </div>
      )}
      {peek === null ? null : <Messages peek={peek} />}
    </div>
  );
}

function Messages({ peek }: { readonly peek: QueuePeek }) {
  const [at, setAt] = useState(0);
  const zone = useFrame((state) => state.zone);
  const message = peek.messages[Math.min(at, peek.messages.length - 1)];
  if (message === undefined) return <div className="sub">{peek.detail}</div>;
  const [event] = message.events;
  const rows: readonly [string, string][] =
    event === undefined
      ? []
      : [
          ["Time", `${dayAndClock(event.time, zone)} ${zoneName(zone)}`],
          ["Station", event.station],
          ["Sensor", event.sensor],
          ["Alarm", event.alarm],
          ["Value", measured(event.value)],
          ["Threshold", event.threshold === null ? "none" : measured(event.threshold)],
          ["Active", event.active === null ? "" : event.active ? "yes" : "no"],
        ];
  return (
    <section data-testid="queue-message">
      <div className="row">
        <b className="section-title grow">
          Message {at + 1} of {peek.messages.length}
        </b>
        <Button small icon kind="plain" aria-label="Former message" disabled={at === 0} onClick={() => setAt(at - 1)}>
          <IconChevronLeft size={16} />
        </Button>
        <Button
          small
          icon
          kind="plain"
          aria-label="Next message"
          disabled={at >= peek.messages.length - 1}
          onClick={() => setAt(at + 1)}
        >
          <IconChevronRight size={16} />
        </Button>
      </div>
      <pre className="message mono selectable">{message.body}</pre>
      {message.refused === null ? null : <ErrorLine text={`Refused: ${message.refused}`} />}
      <dl className="event-facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="row sub">
        <IconClock size={14} stroke={1.6} />
        {message.timestamp === null
          ? "Messages carry no timestamp: the queue's depth stands in for its delay."
          : "Has a timestamp: queue delay can be shown."}
      </div>
      <div className="sub">{peek.detail}</div>
    </section>
  );
}
