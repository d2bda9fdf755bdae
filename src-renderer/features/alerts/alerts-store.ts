import { create } from "zustand";
import type { AlertFilter, AlertGrouping, Severity } from "../../../src-main/ipc/contract.ts";
import { layoutOf, restoreLayout, savedNumber, saveLayout } from "../../bridge/layout.ts";

export interface AlertsState {
  readonly filter: AlertFilter;
  readonly newestFirst: boolean;
  /** Grows when something other than the filter changed what is shown: acknowledging. */
  readonly turn: number;
  readonly paneWidth: number;
  /** Rows that stand for several alerts and can be opened; null: the alerts themselves. */
  readonly grouped: AlertGrouping | null;
  /** The session the filter was made for; null: none yet. */
  readonly session: number | null;
}

/** Until somebody drags it: the list keeps more than half of a small window. px. */
const usualWidth = Math.min(640, Math.max(420, Math.round(window.innerWidth * 0.42)));

export const useAlerts = create<AlertsState>(() => ({
  filter: {},
  newestFirst: true,
  turn: 0,
  paneWidth: usualWidth,
  grouped: null,
  session: null,
}));

/** Kept in the workspace. */
export function setPaneWidth(paneWidth: number): void {
  useAlerts.setState({ paneWidth });
  saveLayout("alerts", { paneWidth });
}
restoreLayout(() => useAlerts.setState({ paneWidth: savedNumber(layoutOf("alerts"), "paneWidth", 420, 1000, usualWidth) }));

/** Sets parts of the filter; `undefined` takes a part away. */
export function setFilter(parts: Partial<AlertFilter>): void {
  useAlerts.setState(({ filter }) => {
    const next = Object.fromEntries(Object.entries({ ...filter, ...parts }).filter(([, value]) => value !== undefined));
    return { filter: next };
  });
}

export const changed = (): void => useAlerts.setState(({ turn }) => ({ turn: turn + 1 }));

export function toggleSeverity(severity: Severity): void {
  const { severities } = useAlerts.getState().filter;
  const now = severities ?? ["critical", "warning", "info"];
  const next = now.includes(severity) ? now.filter((each) => each !== severity) : [...now, severity];
  setFilter({ severities: next.length === 3 ? undefined : next });
}
