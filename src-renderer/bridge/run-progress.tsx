import { useEffect, useState } from "react";
import type { RunProgress as Progress } from "../../src-main/ipc/contract.ts";
import { Button } from "../ui/button.tsx";
import { count, shortCount } from "../ui/format-number.ts";
import { duration } from "../ui/format-time.ts";
import { request } from "./bridge.ts";

const EVERY = 300;
const methods = {
  replay: { progress: "alerts.replayProgress", cancel: "alerts.replayCancel" },
  whatif: { progress: "whatif.progress", cancel: "whatif.cancel" },
} as const;

export interface RunProgressProps {
  readonly of: keyof typeof methods;
  readonly what: string;
}

/** How far a run beside the session is, with rate, time left and a way to stop it. */
export function RunProgress({ of, what }: RunProgressProps) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const method = methods[of];
  useEffect(() => {
    const ask = (): void =>
      void request(method.progress, null).then(
        (value) => value !== null && setProgress(value),
        () => {},
      );
    const timer = setInterval(ask, EVERY);
    return () => clearInterval(timer);
  }, [method]);
  return (
    <div className="row" role="status" data-testid={`${of}-progress`}>
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
      <Button small onClick={() => void request(method.cancel, null).catch(() => {})}>
        Stop
      </Button>
    </div>
  );
}
