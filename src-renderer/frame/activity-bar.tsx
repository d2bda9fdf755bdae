import {
  IconActivity,
  IconBell,
  IconDatabase,
  IconGauge,
  IconPuzzle,
  IconReport,
  IconServer2,
  IconSettings,
  IconZoomScan,
} from "@tabler/icons-react";
import { openView, useFrame, type ViewId } from "../frame-actions.ts";

const places = [
  { id: "sources", label: "Sources", icon: IconDatabase },
  { id: "live", label: "Live", icon: IconActivity },
  { id: "alerts", label: "Alerts", icon: IconBell },
  { id: "explore", label: "Explore", icon: IconZoomScan },
  { id: "reports", label: "Reports", icon: IconReport },
  { id: "plugins", label: "Plugins", icon: IconPuzzle },
  { id: "deploy", label: "Deploy", icon: IconServer2 },
  { id: "metrics", label: "Metrics", icon: IconGauge },
  { id: "settings", label: "Settings", icon: IconSettings },
] as const satisfies readonly { id: ViewId; label: string; icon: unknown }[];

export function ActivityBar() {
  const view = useFrame((state) => state.view);
  const active = useFrame((state) => state.status?.activeAlarms ?? 0);
  return (
    <nav className="activity-bar" aria-label="Screens">
      {places.map(({ id, label, icon: Icon }) => {
        const here = view === id || (view === "start" && id === "sources");
        return (
          <button
            key={id}
            type="button"
            className={id === "settings" ? "activity last" : "activity"}
            aria-current={here ? "page" : undefined}
            title={label}
            data-testid={`activity-${id}`}
            onClick={() => openView(id)}
          >
            <Icon size={20} stroke={1.6} />
            <span>{label}</span>
            {id === "alerts" && active > 0 ? (
              <span className="activity-count" data-testid="alert-count" title={`${active} on now`}>
                {active > 99 ? "99+" : active}
              </span>
            ) : null}
          </button>
        );
      })}
    </nav>
  );
}
