import { useEffect, useRef } from "react";
import { useKeys } from "../../bridge/keys.ts";
import { onAction, useFrame } from "../../frame-actions.ts";
import { addChart, newChart, showInActive, useLive } from "./live-store.ts";
import { savedCharts, suggestedCharts } from "./saved-charts.ts";

let session = -1;

/** Gives every session its charts: those of the workspace, else suggested ones, once more when the first alerts are known. */
export function useCharts(): void {
  const keys = useKeys();
  const ended = useFrame((state) => state.status?.state === "done");
  const alerts = useFrame((state) => (state.status?.alerts ?? 0) > 20);
  const suggested = useRef("");
  useEffect(() => {
    if (keys.keys.length === 0) return;
    if (session !== keys.session) {
      session = keys.session;
      suggested.current = "";
      const saved = savedCharts(keys.keys);
      useLive.setState({
        charts: saved,
        touched: saved.length > 0,
        active: saved[0]?.id ?? null,
        frozen: null,
        a: null,
        b: null,
      });
    }
    const stage = `${session} ${alerts} ${ended}`;
    if (useLive.getState().touched || suggested.current === stage) return;
    suggested.current = stage;
    suggestedCharts(keys.keys).then(
      (lists) => {
        const { charts, touched } = useLive.getState();
        if (touched || lists.length === 0) return;
        const next = lists.map((list, index) => ({
          ...newChart(list),
          ...(charts[index] === undefined ? {} : { id: charts[index].id }),
        }));
        useLive.setState({ charts: next, active: next[0]?.id ?? null });
      },
      () => {},
    );
  }, [keys, ended, alerts]);
  useEffect(() => {
    const stops = [
      onAction("tree-chosen", (chosen) => {
        const { id, add } = chosen as { id: number; add: boolean };
        showInActive(id, add);
      }),
      onAction("chart-new", (ids) => addChart(ids as number[])),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  const chosen = useFrame((state) => state.keys);
  useEffect(() => {
    // Chosen elsewhere (an alert, the palette) and shown nowhere yet.
    const { charts } = useLive.getState();
    const missing = chosen.filter((id) => !charts.some((chart) => chart.keys.includes(id)));
    if (missing.length > 0 && missing.length === chosen.length && session === useKeys.getState().session)
      addChart(missing.slice(0, 8));
  }, [chosen]);
}
