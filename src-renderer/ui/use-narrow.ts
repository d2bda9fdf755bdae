import { useSyncExternalStore } from "react";

/** Below it the charts would have less room than the bars beside them. px. */
const narrow = window.matchMedia("(max-width: 1179px)");

/** Whether the window is too narrow for both side bars. */
const isNarrow = (): boolean => narrow.matches;

export function useNarrow(): boolean {
  return useSyncExternalStore((changed) => {
    narrow.addEventListener("change", changed);
    return () => narrow.removeEventListener("change", changed);
  }, isNarrow);
}
