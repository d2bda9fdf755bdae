import { useSyncExternalStore } from "react";

/** Below it the charts would have less room than the bars beside them. px. */
const narrow = window.matchMedia("(max-width: 1179px)");
/** Below it there is room for one bar beside the charts, as where a window is zoomed to 200 %. px. */
const tight = window.matchMedia("(max-width: 800px)");

function useMatches(query: MediaQueryList): boolean {
  return useSyncExternalStore(
    (changed) => {
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => query.matches,
  );
}

/** Whether the window is too narrow for both side bars. */
export const useNarrow = (): boolean => useMatches(narrow);

/** Whether it is too narrow for a second one even when it was asked for. */
export const useTight = (): boolean => useMatches(tight);
