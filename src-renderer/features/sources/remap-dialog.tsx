import { useState } from "react";
import { readable, request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { setRemapping, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { chooseSentence, isWhole, type Mapping } from "./mapping-model.ts";
import { MessageColumns } from "./message-columns.tsx";
import { QueueMessages } from "./queue-messages.tsx";

const NO_NAMES = { sensors: {}, alarms: {} };

/** How the messages of the queue that is open are read, to be changed: it is connected to anew with what is chosen. */
export function RemapDialog() {
  const { value: found, error: unknown, loading } = useRequest("session.mapping", null);
  const [chosen, setChosen] = useState<Mapping | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  // Those that could not be told how to be read: chosen from where they are known, and shown as they would be read.
  const undecided = loading || found !== null ? undefined : chosen !== null && isWhole(chosen) ? { mapping: chosen } : {};
  const { value: peek, error: unread } = useRequest("queue.undecided", undecided);
  const mapping = chosen ?? found ?? peek?.mapping ?? null;
  const close = (): void => setRemapping(false);
  const reconnect = async (as: Mapping | undefined): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const status = await request("session.readAs", as === undefined ? {} : { mapping: as });
      useFrame.setState({ status, keys: [], range: null, alert: null });
      close();
    } catch (failure) {
      setError(readable(failure));
      setBusy(false);
    }
  };
  const missing = mapping === null ? "" : chooseSentence(mapping);
  return (
    <Dialog
      title="How messages are read"
      width={720}
      onClose={close}
      data-testid="remap"
      footer={
        <>
          <span className="sub grow">{missing}</span>
          <Button disabled={busy} onClick={() => void reconnect(undefined)} title="As the next messages show">
            Detect again and reconnect
          </Button>
          <Button onClick={close}>Cancel</Button>
          <Button
            kind="primary"
            disabled={busy || mapping === null || mapping === found || !isWhole(mapping)}
            data-testid="remap-reconnect"
            onClick={() => void reconnect(mapping ?? undefined)}
          >
            {busy ? "Connecting…" : "Reconnect with this mapping"}
          </Button>
        </>
      }
    >
      <div className="remap">
        <p className="sub">
          Weir connects to the queue anew. The messages that come then are read this way; those read so far leave the screens and
          are not fetched again.
        </p>
        {error === null && unknown === null ? null : <ErrorLine text={error ?? unknown ?? ""} />}
        {found !== null ? (
          <>
            <Refused />
            <MessageColumns
              mapping={chosen ?? found}
              columns={Array.isArray(found["columns"]) ? (found["columns"] as string[]) : []}
              events={null}
              names={NO_NAMES}
              onChange={setChosen}
            />
          </>
        ) : peek !== null && peek.messages.length > 0 ? (
          <QueueMessages peek={peek} chosen={chosen} unread={unread} onChange={setChosen} />
        ) : peek === null ? null : (
          <Empty title={peek.detail}>The first ones decide which column is what.</Empty>
        )}
      </div>
    </Dialog>
  );
}

function Refused() {
  const { value } = useRequest("rejects.page", { offset: 0, limit: 1 });
  const [first] = value?.rows ?? [];
  return first === undefined ? null : (
    <section>
      <b className="section-title">A message that was refused</b> <span className="sub">{first.detail}</span>
      <pre className="message mono selectable">{first.text}</pre>
    </section>
  );
}
