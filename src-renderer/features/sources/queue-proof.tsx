import { IconAlertCircle, IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import type { ConnectionTest, QueuePeek, QueueSample } from "../../../src-main/ipc/contract.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { count } from "../../ui/format-number.ts";
import { duration } from "../../ui/format-time.ts";
import type { Mapping } from "./mapping-model.ts";
import { QueueMessages } from "./queue-messages.tsx";
import { QueueRate } from "./queue-rate.tsx";

export interface Proof {
  readonly test: ConnectionTest | null;
  readonly peek: QueuePeek | null;
  /** Why the messages cannot be read as was asked last; null: they can. */
  readonly unread: string | null;
  readonly sample: QueueSample | null;
  /** Weir listens for a few seconds. */
  readonly listening: boolean;
  readonly error: string | null;
  readonly running: boolean;
}

export interface QueueProofProps {
  readonly proof: Proof;
  /** As chosen; null: as the messages show. */
  readonly mapping: Mapping | null;
  readonly onMapping: (mapping: Mapping) => void;
  readonly onTest: () => void;
  /** Creates the queue that is missing. */
  readonly onCreate: () => void;
}

/** What the broker answered: steps with their times, and real messages as the events they become. */
export function QueueProof({ proof, mapping, onMapping, onTest, onCreate }: QueueProofProps) {
  const { test, peek, unread, sample, listening, error, running } = proof;
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
      {peek === null ? null : <QueueMessages peek={peek} chosen={mapping} unread={unread} onChange={onMapping} />}
      {/* Below: what is chosen from must not move when the rate is there. */}
      {listening ? <div className="sub">Listening for five seconds; nobody loses a message…</div> : null}
      {sample === null ? null : <QueueRate sample={sample} />}
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
