import { useEffect, useState } from "react";
import type { Methods } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { Button } from "../../ui/button.tsx";

/** How far it is, and a way out. */
export function BacktestProgress() {
  const [progress, setProgress] = useState<Methods["backtest.progress"]["value"]>(null);
  useEffect(() => {
    const timer = setInterval(() => void request("backtest.progress", null).then(setProgress, () => {}), 250);
    return () => clearInterval(timer);
  }, []);
  const fraction = progress?.fraction ?? null;
  return (
    <div className="row">
      <progress value={fraction ?? undefined} max={1} aria-label="Backtest" />
      <span className="sub">
        {progress !== null && progress.done > 0 ? `${progress.done} runs done` : "reading"}
        {fraction === null ? "" : `, ${Math.round(fraction * 100)} %`}
      </span>
      <Button small onClick={() => void request("backtest.cancel", null)}>
        Stop
      </Button>
    </div>
  );
}
