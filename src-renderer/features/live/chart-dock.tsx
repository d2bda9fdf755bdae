import { IconX } from "@tabler/icons-react";
import { type DockviewApi, DockviewReact, type IDockviewPanelHeaderProps, type IDockviewPanelProps } from "dockview-react";
import { useEffect, useRef, useState } from "react";
import { useKeys } from "../../bridge/keys.ts";
import { layoutOf, saveLayout } from "../../bridge/layout.ts";
import { LiveChart } from "./live-chart.tsx";
import { removeChart, useLive } from "./live-store.ts";
import { chartTitle, toSave } from "./saved-charts.ts";

const components = { chart: ({ params }: IDockviewPanelProps<{ readonly id: string }>) => <LiveChart id={params.id} /> };

/** A tab with its sign to close it for the mouse; with the keys Delete closes it, so that a tab holds no control of its own. */
function ChartTab({ api }: IDockviewPanelHeaderProps) {
  const [title, setTitle] = useState(api.title);
  useEffect(() => {
    setTitle(api.title);
    const listening = api.onDidTitleChange((event) => setTitle(event.title));
    return () => listening.dispose();
  }, [api]);
  return (
    <div className="dv-default-tab">
      <span className="dv-default-tab-content">{title}</span>
      <span
        className="dv-default-tab-action"
        aria-hidden="true"
        data-testid="chart-close"
        // Not the beginning of a drag, nor a choice of the tab.
        onPointerDown={(event) => event.preventDefault()}
        onClick={(event) => {
          event.preventDefault();
          api.close();
        }}
      >
        <IconX size={14} stroke={1.6} />
      </span>
    </div>
  );
}

const theme = { name: "weir", className: "dockview-weir" };

/** Charts as tabs that can be split, dragged beside one another and closed; where they stand is kept in the workspace. */
export function ChartDock() {
  const api = useRef<DockviewApi | null>(null);
  const charts = useLive((state) => state.charts);
  const byId = useKeys((state) => state.byId);
  const restored = useRef(false);

  const reconcile = (): void => {
    const dock = api.current;
    if (dock === null) return;
    const { charts: wanted, active } = useLive.getState();
    const { byId: keys } = useKeys.getState();
    if (!restored.current && wanted.length > 0) {
      restored.current = true;
      restoreDock(dock, new Set(wanted.map((chart) => chart.id)));
    }
    for (const panel of [...dock.panels]) if (!wanted.some((chart) => chart.id === panel.id)) dock.removePanel(panel);
    for (const chart of wanted) {
      const title = chartTitle(chart, keys);
      const panel = dock.getPanel(chart.id);
      if (panel !== undefined) {
        if (panel.title !== title) panel.api.setTitle(title);
        continue;
      }
      const last = dock.groups.at(-1);
      // Two charts stand one above the other; more become tabs of the one in use.
      const position =
        last === undefined
          ? undefined
          : dock.groups.length < 2
            ? { referenceGroup: last, direction: "below" as const }
            : { referenceGroup: dock.activeGroup ?? last };
      dock.addPanel({
        id: chart.id,
        component: "chart",
        params: { id: chart.id },
        title,
        ...(position === undefined ? {} : { position }),
      });
    }
    if (active !== null && dock.activePanel?.id !== active) dock.getPanel(active)?.api.setActive();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: charts and names decide what stands there
  useEffect(reconcile, [charts, byId]);
  // What is on a chart is kept as well as where it stands.
  // biome-ignore lint/correctness/useExhaustiveDependencies: kept when the charts change
  useEffect(() => {
    if (api.current !== null && useLive.getState().touched) save(api.current);
  }, [charts]);

  return (
    <DockviewReact
      className="chart-dock"
      theme={theme}
      components={components}
      defaultTabComponent={ChartTab}
      onReady={({ api: dock }) => {
        api.current = dock;
        restored.current = false;
        reconcile();
        dock.onDidRemovePanel((panel) => removeChart(panel.id));
        dock.onDidActivePanelChange((panel) => {
          const id = dock.activePanel?.id ?? null;
          if (panel !== undefined && id !== null) useLive.setState({ active: id });
        });
        dock.onDidLayoutChange(() => {
          save(dock);
        });
      }}
    />
  );
}

function save(dock: DockviewApi): void {
  const { charts } = useLive.getState();
  if (charts.length > 0) saveLayout("live", { charts: charts.map(toSave), dock: dock.toJSON() });
}

function restoreDock(dock: DockviewApi, ids: ReadonlySet<string>): void {
  const saved = layoutOf("live") as { readonly dock?: { readonly panels?: Readonly<Record<string, unknown>> } } | undefined;
  const panels = Object.keys(saved?.dock?.panels ?? {});
  if (panels.length === 0 || !panels.every((id) => ids.has(id))) return;
  try {
    dock.fromJSON(saved?.dock as Parameters<DockviewApi["fromJSON"]>[0]);
  } catch {
    // A layout of another version: the charts are laid out anew.
    dock.clear();
  }
}
