import { IconChevronLeft, IconChevronRight, IconClock } from "@tabler/icons-react";
import { useState } from "react";
import type { QueuePeek } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { dayAndClock, zoneName } from "../../ui/format-time.ts";
import { isWhole, type Mapping } from "./mapping-model.ts";
import { MessageColumns } from "./message-columns.tsx";

interface QueueMessagesProps {
  readonly peek: QueuePeek;
  /** The mapping a person made; null: as the messages show. */
  readonly chosen: Mapping | null;
  /** Why it cannot be read by. */
  readonly unread: string | null;
  readonly onChange: (mapping: Mapping) => void;
}

/** Real messages, one at a time: as it came, and the event it becomes, with the column of each part to choose. */
export function QueueMessages({ peek, chosen, unread, onChange }: QueueMessagesProps) {
  const [at, setAt] = useState(0);
  const zone = useFrame((state) => state.zone);
  const place = Math.min(at, peek.messages.length - 1);
  const message = peek.messages[place];
  if (message === undefined) return <div className="sub">{peek.detail}</div>;
  const mapping = chosen ?? peek.mapping;
  const refused = peek.messages.filter((each) => each.refused !== null).length;
  const half = mapping !== null && !isWhole(mapping);
  return (
    <section data-testid="queue-message">
      <div className="row">
        <span className="grow">
          <b className="section-title">
            Message {place + 1} of {peek.messages.length}
          </b>{" "}
          <span className="sub" data-testid="queue-accepted">
            {half
              ? "choose the columns of the time and the value"
              : refused === 0
                ? `all ${peek.messages.length} become events`
                : `${refused} of ${peek.messages.length} would be refused`}
          </span>
        </span>
        <Button small icon kind="plain" aria-label="Former message" disabled={place === 0} onClick={() => setAt(place - 1)}>
          <IconChevronLeft size={16} />
        </Button>
        <Button
          small
          icon
          kind="plain"
          aria-label="Next message"
          disabled={place >= peek.messages.length - 1}
          onClick={() => setAt(place + 1)}
        >
          <IconChevronRight size={16} />
        </Button>
      </div>
      <pre className="message mono selectable">{message.body}</pre>
      {unread !== null ? (
        <ErrorLine text={unread} />
      ) : message.refused === null ? null : (
        <ErrorLine text={`${half ? "Not read yet" : "Refused"}: ${message.refused}`} />
      )}
      {mapping === null ? null : (
        <MessageColumns
          mapping={mapping}
          columns={peek.columns}
          events={unread === null && !half ? message.events : []}
          names={peek.names}
          onChange={onChange}
        />
      )}
      <div className="row sub">
        <IconClock size={14} stroke={1.6} />
        {message.timestamp === null
          ? "Messages carry no timestamp: the queue's depth stands in for its delay."
          : `Has a timestamp: sent ${dayAndClock(message.timestamp, zone)} ${zoneName(zone)}. Queue delay can be shown.`}
      </div>
    </section>
  );
}
