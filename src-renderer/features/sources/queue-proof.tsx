import { IconAlertCircle, IconChevronLeft, IconChevronRight, IconCircleCheck, IconClock } from "@tabler/icons-react";
import { useState } from "react";
import type { ConnectionTest, QueuePeek, QueueSample } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { count, measured } from "../../ui/format-number.ts";
import { dayAndClock, duration, zoneName } from "../../ui/format-time.ts";
import { alarmWord, sensorWord, unitOf } from "./code-words.ts";
import { QueueRate } from "./queue-rate.tsx";

export interface Proof {
  readonly test: ConnectionTest | null;
  readonly peek: QueuePeek | null;
  readonly sample: QueueSample | null;
  /** Weir listens for a few seconds. */
  readonly listening: boolean;
  readonly error: string | null;
  readonly running: boolean;
}

export interface QueueProofProps {
  readonly proof: Proof;
  readonly onTest: () => void;
  /** Creates the queue that is missing. */
  readonly onCreate: () => void;
}

/** What the broker answered: steps with their times, and a real message as the event it becomes. */
export function QueueProof({ proof, onTest, onCreate }: QueueProofProps) {
  const { test, peek, sample, listening, error, running } = proof;
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
      {test === null || test.missing === null ? null : (
        <MissingQueue key={test.missing} queue={test.missing} running={running} onCreate={onCreate} />
      )}
      {test === null || test.messages === null ? null : (
        <div className="sub">
          {count(test.messages)} messages waiting, {count(test.consumers)} other {test.consumers === 1 ? "reader" : "readers"}
        </div>
      )}
      {listening ? <div className="sub">Listening for five seconds; nobody loses a message…</div> : null}
      {sample === null ? null : <QueueRate sample={sample} />}
      {peek === null ? null : <Messages peek={peek} />}
    </div>
  );
}

/** Offers to create the queue, and says first as what. */
function MissingQueue({
  queue,
  running,
  onCreate,
}: {
  readonly queue: string;
  readonly running: boolean;
  readonly onCreate: () => void;
}) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <div>
        <Button small onClick={() => setAsking(true)} data-testid="queue-create">
          Create it…
        </Button>
      </div>
    );
  return (
    <section className="card queue-create" aria-label={`Create the queue ${queue}`}>
      <p>
        Weir declares <b className="selectable">{queue}</b> at this broker:
      </p>
      <ul>
        <li>durable: it is still there when the broker has restarted</li>
        <li>shared: any number of programs may read it and write to it</li>
        <li>kept while nobody reads it, without a limit of length or age</li>
        <li>fed by whoever publishes to the default exchange with its name, until it is bound to another</li>
      </ul>
      <div className="row">
        <span className="spacer" />
        <Button small onClick={() => setAsking(false)}>
          Not now
        </Button>
        <Button small kind="primary" disabled={running} onClick={onCreate} data-testid="queue-create-do">
          Create the queue
        </Button>
      </div>
    </section>
  );
}

function Messages({ peek }: { readonly peek: QueuePeek }) {
  const [at, setAt] = useState(0);
  const zone = useFrame((state) => state.zone);
  const message = peek.messages[Math.min(at, peek.messages.length - 1)];
  if (message === undefined) return <div className="sub">{peek.detail}</div>;
  const refused = peek.messages.filter((each) => each.refused !== null).length;
  const [event] = message.events;
  const { names } = peek;
  const unit = event === undefined ? "" : unitOf(names, event.sensor);
  const rows: readonly (readonly [name: string, value: string, code?: string])[] =
    event === undefined
      ? []
      : [
          ["Time", `${dayAndClock(event.time, zone)} ${zoneName(zone)}`],
          ["Station", event.station],
          ["Sensor", sensorWord(names, event.sensor), event.sensor],
          ["Alarm", event.alarm === "" ? "none" : alarmWord(names, event.alarm), event.alarm],
          ["Value", `${measured(event.value)} ${unit}`],
          ["Threshold", event.threshold === null ? "none" : `${measured(event.threshold)} ${unit}`],
          ["Active", event.active === null ? "not said" : event.active ? "yes" : "no"],
        ];
  return (
    <section data-testid="queue-message">
      <div className="row">
        <span className="grow">
          <b className="section-title">
            Message {at + 1} of {peek.messages.length}
          </b>{" "}
          <span className="sub">
            {refused === 0
              ? `all ${peek.messages.length} become events`
              : `${refused} of ${peek.messages.length} would be refused`}
          </span>
        </span>
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
        {rows.map(([name, value, code]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value} {code === undefined || code === value ? null : <span className="sub">{code}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <div className="row sub">
        <IconClock size={14} stroke={1.6} />
        {message.timestamp === null
          ? "Messages carry no timestamp: the queue's depth stands in for its delay."
          : `Has a timestamp: sent ${dayAndClock(message.timestamp, zone)} ${zoneName(zone)}. Queue delay can be shown.`}
      </div>
      <div className="sub">{peek.detail}</div>
    </section>
  );
}
