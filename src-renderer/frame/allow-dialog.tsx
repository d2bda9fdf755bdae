import { useEffect, useRef, useState } from "react";
import type { Status } from "../../src-main/ipc/contract.ts";
import { request } from "../bridge/bridge.ts";
import { onAction, openView, useFrame } from "../frame-actions.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { attempt } from "./opening.ts";

/** The workspace just opened reads a queue and comes from elsewhere: nothing is connected to before its user says so. */
export function AllowDialog() {
  const unallowed = useFrame((state) => state.status?.unallowed ?? null);
  const file = useFrame((state) => state.status?.workspace.path ?? "");
  /** The question that was put off: Sources, or opening the workspace again, asks anew. */
  const [put, setPut] = useState(0);
  const notNow = useRef<HTMLButtonElement>(null);
  useEffect(() => onAction("ask-unallowed", () => setPut(0)), []);
  const asks = unallowed !== null && unallowed.asked !== put;
  useEffect(() => {
    if (asks) notNow.current?.focus();
  }, [asks]);
  if (unallowed === null || unallowed.asked === put) return null;
  const close = (): void => setPut(unallowed.asked);
  const connect = (): void => {
    close();
    attempt(
      request("session.allow", null).then((status) => {
        useFrame.setState({ status, keys: [] });
        if (status.state !== "none") openView("live");
      }),
    );
  };
  return (
    <Dialog
      title="Connect to this workspace's queue?"
      width={500}
      onClose={close}
      data-testid="allow"
      footer={
        <>
          <span className="spacer" />
          <Button data-testid="allow-connect" onClick={connect}>
            Connect
          </Button>
          {/* The safe answer is the one at hand: what is not read is not agreed to. */}
          <Button ref={notNow} kind="primary" data-testid="allow-not" onClick={close}>
            Not now
          </Button>
        </>
      }
    >
      <div className="selectable" style={{ display: "grid", gap: 8, padding: "14px 16px", overflowWrap: "anywhere" }}>
        <p>
          <b>{file.split(/[\\/]/).pop()}</b> has not been connected on this machine before, or what it reads was changed since. It
          wants to read <b>{reads(unallowed)}</b> at <b>{unallowed.broker}</b>
          {unallowed.results === null ? null : (
            <>
              {" "}
              and to send its results to <b>{unallowed.results}</b>
            </>
          )}
          .
        </p>
        <p>
          {unallowed.queue === null
            ? "Weir gets copies of the messages in a queue of its own; nobody else loses one."
            : "Connecting takes messages off the queue: whoever else reads it does not get them."}{" "}
          The login this machine has for that broker is used.
        </p>
        <p className="sub">
          Connect if you know where the workspace comes from. Weir asks once; the rest of the workspace opens either way.
        </p>
      </div>
    </Dialog>
  );
}

function reads({ queue, exchange }: NonNullable<Status["unallowed"]>): string {
  return queue === null ? `copies from exchange ${exchange}` : `queue ${queue}`;
}
