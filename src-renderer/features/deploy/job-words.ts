import type { ClusterJobStatus } from "../../../src-main/ipc/contract.ts";

type Ended = Pick<ClusterJobStatus, "state" | "savepoint" | "checkpoints">;

/** What another job can begin from; null: nothing. A job that was given up leaves its last checkpoint. */
export function goesOnFrom({ state, savepoint, checkpoints }: Ended): string | null {
  const kept = state === "FAILED" ? (checkpoints.last?.path ?? "") : "";
  return savepoint ?? (kept.includes(":/") ? kept : null);
}

/** What the last failure of a job means for it; null: there was none. `failed`: it is the end of it. */
export function failureWords({ state, failure, vertices }: Pick<ClusterJobStatus, "state" | "failure" | "vertices">): {
  readonly text: string;
  readonly failed: boolean;
} | null {
  if (failure === null) return null;
  if (state === "FAILED" || state === "FAILING") return { text: failure, failed: true };
  // Flink says RUNNING of a job whose tasks have no place to run yet.
  const recovered = vertices.every((vertex) => vertex.state === "RUNNING" || vertex.state === "FINISHED");
  return { text: `${recovered ? "Recovered from" : "Last failure"}: ${failure}`, failed: false };
}
