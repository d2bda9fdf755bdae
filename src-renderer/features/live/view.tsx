import { useEffect } from "react";
import { readable } from "../../bridge/bridge.ts";
import { addCommands, notify, onAction, openView, runAction, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { NothingRead, nothingRead } from "../../ui/nothing-read.tsx";
import { Split } from "../../ui/split.tsx";
import { useNarrow, useTight } from "../../ui/use-narrow.ts";
import { AnomalyStrip } from "./anomaly-strip.tsx";
import { ChartDock } from "./chart-dock.tsx";
import { copyChart, exportChart } from "./chart-picture.ts";
import { Inspector } from "./inspector.tsx";
import { LateStrip } from "./late-strip.tsx";
import { addChart, backToLive, changeInspector, setLinked, toggleInspector, togglePause, useLive } from "./live-store.ts";
import { LiveToolbar } from "./live-toolbar.tsx";
import { QueueStrip } from "./queue-strip.tsx";
import { RecordingStrip } from "./recording-strip.tsx";
import { useCharts } from "./use-charts.ts";

const attempt = (work: Promise<void>): void => void work.catch((error: unknown) => notify(readable(error), "error"));

/** Charts of the sensors at hand, while they are read and after. */
export function LiveView() {
  const state = useFrame((frame) => frame.status?.state ?? "none");
  const error = useFrame((frame) => frame.status?.error ?? null);
  const nothing = useFrame((frame) => nothingRead(frame.status) !== null);
  const narrow = useNarrow();
  const tight = useTight();
  const wanted = useLive((live) => live.inspector) ?? !narrow;
  const inspector = wanted && !tight;
  const width = useLive((live) => live.inspectorWidth);
  useCharts();
  useEffect(
    () =>
      addCommands([
        { id: "live-pause", group: "Live", title: "Pause or resume the picture", keys: "Space", run: togglePause },
        { id: "live-follow", group: "Live", title: "Back to live", run: backToLive },
        { id: "live-copy", group: "Live", title: "Copy the chart as an image", run: () => attempt(copyChart()) },
        { id: "live-export", group: "Live", title: "Export what the chart shows…", run: () => attempt(exportChart()) },
        { id: "live-chart", group: "Live", title: "New chart", run: () => addChart([]) },
        {
          id: "live-linked",
          group: "Live",
          title: "Link or unlink the charts",
          run: () => setLinked(!useLive.getState().linked),
        },
        {
          id: "live-windows",
          group: "Live",
          title: "Shade the windows of alerts",
          run: () => useLive.setState((live) => ({ windows: !live.windows })),
        },
        {
          id: "live-cursors",
          group: "Live",
          title: "Clear the cursors A and B",
          run: () => useLive.setState({ a: null, b: null }),
        },
      ]),
    [],
  );
  useEffect(
    () =>
      onAction("toggle-inspector", () =>
        tight ? notify("The window is too narrow for the inspector") : toggleInspector(inspector),
      ),
    [inspector, tight],
  );
  if (state === "none") {
    return (
      <Empty title="Nothing is open" action={{ label: "Open a CSV…", run: () => runAction("open-file") }}>
        {error ?? "Open a file or connect to a queue; its charts appear here while it is read."}
      </Empty>
    );
  }
  if (nothing) return <NothingRead />;
  const centre = (
    <div className="live" data-testid="live">
      <div className="live-bar">
        <LiveToolbar />
      </div>
      {state === "failed" && error !== null ? <Failed error={error} /> : null}
      <QueueStrip />
      <LateStrip />
      <RecordingStrip />
      <div className="live-dock">
        <ChartDock />
      </div>
      <AnomalyStrip />
    </div>
  );
  if (!inspector) return centre;
  return (
    <Split
      direction="horizontal"
      fixed="second"
      size={width}
      min={240}
      max={520}
      onResize={(inspectorWidth) => changeInspector({ inspectorWidth })}
    >
      {centre}
      <Inspector />
    </Split>
  );
}

/** Why no more comes, with the way to the source. */
function Failed({ error }: { readonly error: string }) {
  return (
    <div className="error-line" role="alert" data-testid="live-failed">
      <span className="grow selectable">{error}</span>
      <Button small onClick={() => openView("sources")}>
        Sources
      </Button>
    </div>
  );
}
