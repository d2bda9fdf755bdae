import { useEffect } from "react";
import { openAlert, runAction, useFrame } from "../../frame-actions.ts";
import { Empty } from "../../ui/empty.tsx";
import { Split } from "../../ui/split.tsx";
import { useNarrow } from "../../ui/use-narrow.ts";
import { ActiveCards } from "./active-cards.tsx";
import { AlertFilters } from "./alert-filters.tsx";
import { AlertHistogram } from "./alert-histogram.tsx";
import { AlertTable } from "./alert-table.tsx";
import { setFilter, setPaneWidth, useAlerts } from "./alerts-store.ts";
import { ExplanationPane } from "./explanation-pane.tsx";
import { GroupedTable } from "./grouped-table.tsx";
import "./alerts.css";

/** On now, when, which; the explanation of one stands beside them. */
export function AlertsView() {
  const status = useFrame((state) => state.status);
  const alert = useFrame((state) => state.alert);
  const session = status?.session;
  const paneWidth = useAlerts((state) => state.paneWidth);
  const narrow = useNarrow();
  const grouped = useAlerts((state) => state.grouped);
  // What was filtered belongs to what was open. An alert opened from elsewhere brings this view up: it stays.
  useEffect(() => {
    const known = useAlerts.getState().session;
    if (session === undefined || known === session) return;
    useAlerts.setState({ session });
    if (known === null) return;
    setFilter({ rules: undefined, stations: undefined, key: undefined, from: undefined, to: undefined });
    useFrame.setState({ alert: null });
  }, [session]);
  if (status === null || status.state === "none") {
    return (
      <Empty title="No alerts yet" action={{ label: "Open a CSV…", run: () => runAction("open-file") }}>
        Open a file or connect to a queue: what the rules find is listed here, each with its reason.
      </Empty>
    );
  }
  const list = (
    <div className="alerts-list">
      <AlertFilters />
      <AlertHistogram />
      {grouped === null ? (
        <AlertTable selected={alert} onSelect={openAlert} />
      ) : (
        <GroupedTable key={grouped} by={grouped} selected={alert} onSelect={openAlert} />
      )}
    </div>
  );
  return (
    <div className="alerts" data-testid="alerts">
      <ActiveCards />
      <div className="alerts-middle">
        {/* One tree with and without an explanation: the list keeps its place, its focus and where it was scrolled to. */}
        <Split
          direction="horizontal"
          fixed="second"
          size={narrow ? Math.min(paneWidth, 460) : paneWidth}
          min={420}
          max={1000}
          onResize={setPaneWidth}
        >
          {list}
          {alert === null ? null : <ExplanationPane id={alert} />}
        </Split>
      </div>
    </div>
  );
}
