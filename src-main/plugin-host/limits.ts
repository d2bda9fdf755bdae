import type { HostLimits } from "./contract.ts";

export const DEFAULT_LIMITS: HostLimits = {
  timeout: 5000,
  patience: 60_000,
  silence: 15_000,
  heapMb: 512,
  growthMb: 1024,
  alertsPerStep: 100_000,
  alertsPerRule: 5_000_000,
  evidencePerStep: 64 << 20,
  pointsPerStep: 4_000_000,
  logLinesPerStep: 200,
  timersPerKey: 256,
  timerCallsPerStep: 1_000_000,
  maxFailures: 100,
};
