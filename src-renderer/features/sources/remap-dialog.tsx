import { useEffect, useState } from "react";
import { readable, request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { setRemapping, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { chooseSentence, isWhole, type Mapping } from "./mapping-model.ts";
import { MessageColumns } from "./message-columns.tsx";

const NO_NAMES = { sensors: {}, alarms: {} };

/** How the messages of the queue that is open are read, to be changed: it is connected to anew with what is chosen. */
export function RemapDialog() {
  const { value: found, error: unknown } = useRequest("session.mapping", null);
  const { value: refused } = useRequest("rejects.page", { offset: 0, limit: 1 });
  const [mapping, setMapping] = useState<Mapping | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => setMapping((chosen) => chosen ?? found), [found]);
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
  const [first] = refused?.rows ?? [];
  const missing = mapping === null ? "" : chooseSentence(mapping);
  return (
    <Dialog
      title="How messages are read"
      width={620}
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
        {first === undefined ? null : (
          <section>
            <b className="section-title">A message that was refused</b> <span className="sub">{first.detail}</span>
            <pre className="message mono selectable">{first.text}</pre>
          </section>
        )}
        {mapping === null ? (
          <Empty title="No message has come yet">The first ones decide which column is what.</Empty>
        ) : (
          <MessageColumns
            mapping={mapping}
            columns={Array.isArray(mapping["columns"]) ? (mapping["columns"] as string[]) : []}
            events={null}
            names={NO_NAMES}
            onChange={setMapping}
          />
        )}
      </div>
    </Dialog>
  );
}
