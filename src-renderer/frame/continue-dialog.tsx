import { useState } from "react";
import { request } from "../bridge/bridge.ts";
import { openView, useFrame } from "../frame-actions.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { dayAndClock } from "../ui/format-time.ts";
import { attempt } from "./opening.ts";

/** The workspace just opened reads a queue, and its session was saved when it stopped: go on from there, or anew? */
export function ContinueDialog() {
  const resumable = useFrame((state) => (state.status?.unallowed ? null : (state.status?.resumable ?? null)));
  const zone = useFrame((state) => state.zone);
  const [put, setPut] = useState<number | null>(null);
  if (resumable === null || resumable === put) return null;
  const answer = (resume: boolean): void => {
    attempt(
      request("session.continue", { resume }).then((status) => {
        useFrame.setState({ status, keys: [] });
        openView("live");
      }),
    );
  };
  return (
    <Dialog
      title="Continue where it stopped?"
      width={460}
      onClose={() => setPut(resumable)}
      data-testid="continue"
      footer={
        <>
          <span className="spacer" />
          <Button data-testid="continue-anew" onClick={() => answer(false)}>
            Start anew
          </Button>
          <Button kind="primary" data-testid="continue-resume" onClick={() => answer(true)}>
            Continue
          </Button>
        </>
      }
    >
      <div style={{ display: "grid", gap: 8, padding: "14px 16px" }}>
        <p>
          This workspace was last saved while it was reading its queue, on <b>{dayAndClock(resumable, zone)}</b>. Continuing keeps
          windows, rules and counters as they were then, and the run in the history goes on. Messages the queue delivers again are
          recognised.
        </p>
        <p>Starting anew forgets that state.</p>
      </div>
    </Dialog>
  );
}
