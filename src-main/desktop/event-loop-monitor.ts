import { monitorEventLoopDelay } from "node:perf_hooks";

const resolutionMs = 5;

/** Longest time the main thread was blocked since the last `reset`, in milliseconds. */
export interface EventLoopMonitor {
  longestBlockMs(): number;
  reset(): void;
}

/** With WEIR_MEASURE=1 puts a monitor on `globalThis.weirEventLoop`, where a test reads it. */
export function measureWhenAsked(): void {
  if (process.env["WEIR_MEASURE"] !== "1") return;
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  const monitor: EventLoopMonitor = {
    longestBlockMs: () => Math.max(0, histogram.max / 1e6 - resolutionMs),
    reset: () => histogram.reset(),
  };
  Object.assign(globalThis, { weirEventLoop: monitor });
}
