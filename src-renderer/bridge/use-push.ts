import { useEffect, useRef } from "react";
import type { Pushes, PushName } from "../../src-main/ipc/contract.ts";
import { on } from "./bridge.ts";

/** Calls the listener for every push while the component is mounted. */
export function usePush<P extends PushName>(push: P, listener: (payload: Pushes[P]) => void): void {
  const current = useRef(listener);
  current.current = listener;
  useEffect(() => on(push, (payload) => current.current(payload)), [push]);
}
