import { useEffect } from "react";
import { useRequest } from "../../bridge/use-request.ts";
import { useFrame } from "../../frame-actions.ts";

/** The runs of this app, asked for again whenever one begins, ends or is written to its end. */
export function useRuns() {
  const { value, error, reload } = useRequest("runs.list", null);
  const status = useFrame((state) => state.status);
  const turn = `${status?.session} ${status?.state}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run began or ended
  useEffect(reload, [turn]);
  // The counters of a run are written a moment after its last row.
  const written = status?.state !== "done" || (value?.runs ?? []).every(({ running }) => !running);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every answer that is not complete is followed by another question
  useEffect(() => {
    if (written) return;
    const timer = setTimeout(reload, 500);
    return () => clearTimeout(timer);
  }, [written, value, reload]);
  return { value, error, reload };
}
