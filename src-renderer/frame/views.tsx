import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { ViewId } from "../frame-actions.ts";

type Load = () => Promise<Record<string, ComponentType>>;

const found = import.meta.glob("../features/*/view.tsx") as Record<string, Load>;

function view(folder: string, name: string): LazyExoticComponent<ComponentType> {
  return lazy(async () => {
    const module = await found[`../features/${folder}/view.tsx`]?.();
    const component = module?.[name];
    if (component === undefined) throw new Error(`This build has no ${name.replace(/View$/, "")} screen`);
    return { default: component };
  });
}

/** Loads a screen's code before it is opened. */
export function preloadView(folder: string): void {
  found[`../features/${folder}/view.tsx`]?.().catch(() => {
    // Opening it says why.
  });
}

/** Each screen, loaded when it is first opened. */
export const views: Readonly<Record<ViewId, LazyExoticComponent<ComponentType>>> = {
  start: view("start", "StartView"),
  sources: view("sources", "SourcesView"),
  live: view("live", "LiveView"),
  alerts: view("alerts", "AlertsView"),
  explore: view("explore", "ExploreView"),
  reports: view("reports", "ReportsView"),
  plugins: view("plugins", "PluginsView"),
  deploy: view("deploy", "DeployView"),
  metrics: view("metrics", "MetricsView"),
  settings: view("settings", "SettingsView"),
};
