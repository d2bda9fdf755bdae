import { useEffect, useState } from "react";
import type { Methods } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { Button } from "../../ui/button.tsx";
import { count, shortCount } from "../../ui/format-number.ts";
import { duration } from "../../ui/format-time.ts";

const EVERY = 300;

/** How far a replay is, with rate, time left and a way to stop it. */
export function ReplayProgress({ what }: { readonly what: string }) {
  const [progress, setProgress] = useState<Methods["alerts.replayProgress"]["value"]>(null);
  useEffect(() => {
    const timer = setInterval(
      () =>
        void request("alerts.replayProgress", null).then(
          (value) => value !== null && setProgress(value),
          () => {},
        ),
      EVERY,
    );
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="row" role="status" data-testid="replay-progress">
      <span className="sub">
        {what}
        {progress === null
          ? "…"
          : `: ${count(progress.rows)} rows, ${shortCount(progress.rate)}/s${
              progress.secondsLeft === null ? "" : `, ${duration(progress.secondsLeft * 1000)} left`
            }`}
      </span>
      {progress?.fraction == null ? null : (
        <span className="progress" style={{ width: 96 }}>
          <i style={{ width: `${progress.fraction * 100}%` }} />
        </span>
      )}
      <Button small onClick={() => void request("alerts.replayCancel", null).catch(() => {})}>
        Stop
      </Button>
    </div>
  );
}
