import { useMemo } from "react";
import { useFrame } from "../../frame-actions.ts";
import { type Range, rangeOf, useLive } from "./live-store.ts";

/** Whether the shared range is that of the newest events: neither chosen nor frozen. */
export function useFollows(): boolean {
  const chosen = useFrame((state) => state.range !== null);
  const frozen = useLive((state) => state.frozen !== null);
  return !chosen && !frozen;
}

/** What all linked charts show now; null before the first event. */
export function useSharedRange(): Range | null {
  const first = useFrame((state) => state.status?.shown?.from ?? null);
  const last = useFrame((state) => state.status?.shown?.to ?? null);
  const chosen = useFrame((state) => state.range);
  const width = useLive((state) => state.width);
  const frozen = useLive((state) => state.frozen);
  return useMemo(() => chosen ?? frozen ?? rangeOf(first, last, width), [chosen, frozen, first, last, width]);
}
