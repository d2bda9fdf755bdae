import { lazy, Suspense, useEffect, useState } from "react";
import { request } from "../bridge/bridge.ts";
import { followKeys } from "../bridge/keys.ts";
import { takeLayout } from "../bridge/layout.ts";
import { usePush } from "../bridge/use-push.ts";
import { LoginDialog } from "../features/sources/login-dialog.tsx";
import { QueueDialog } from "../features/sources/queue-dialog.tsx";
import { RemapDialog } from "../features/sources/remap-dialog.tsx";
import {
  addCommands,
  clearRange,
  closeCase,
  notify,
  openWhatIf,
  runAction,
  setConnecting,
  setRemapping,
  useFrame,
  type ViewId,
} from "../frame-actions.ts";
import { Split } from "../ui/split.tsx";
import { useNarrow } from "../ui/use-narrow.ts";
import { ActivityBar } from "./activity-bar.tsx";
import { AllowDialog } from "./allow-dialog.tsx";
import { BottomPanel } from "./bottom-panel.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { answerActions, frameCommands } from "./commands.ts";
import { ContinueDialog } from "./continue-dialog.tsx";
import { DropTarget } from "./drop-target.tsx";
import { keepFocus } from "./focus-keeper.ts";
import { changeLayout, restoreFrameLayout, useFrameLayout } from "./frame-store.ts";
import { hasTree } from "./has-tree.ts";
import { Notices } from "./notices.tsx";
import { attempt, openPending } from "./opening.ts";
import { queueAnew } from "./queue-anew.ts";
import { rangeStays } from "./range-stays.ts";
import { countRecent } from "./recent-rows.ts";
import { startShortcuts } from "./shortcuts.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { SideBar } from "./side-bar.tsx";
import { StatusBar } from "./status-bar.tsx";
import { startTheme } from "./theme.ts";
import { TitleBar } from "./title-bar.tsx";
import { ViewBoundary } from "./view-boundary.tsx";
import { viewShown } from "./view-shown.ts";
import { views } from "./views.tsx";

const CaseDialog = lazy(async () => ({ default: (await import("../features/alerts/case-dialog.tsx")).CaseDialog }));
const WhatIfDialog = lazy(async () => ({ default: (await import("../features/whatif/whatif-dialog.tsx")).WhatIfDialog }));

/** Screens that show no title of their own: it is there for those who do not see which one they are on. */
const untitled: Partial<Record<ViewId, string>> = {
  live: "Live",
  alerts: "Alerts",
  explore: "Explore",
  reports: "Reports",
  plugins: "Plugins",
};

export function App() {
  const view = useFrame(viewShown);
  const connecting = useFrame((state) => state.connecting);
  const remapping = useFrame((state) => state.remapping);
  const whatIf = useFrame((state) => state.whatIf);
  const caseFile = useFrame((state) => state.caseFile);
  const layout = useFrameLayout();
  const narrow = useNarrow();
  const [palette, setPalette] = useState(false);
  const [shortcuts, setShortcuts] = useState(false);
  useStart(
    () => setPalette(true),
    () => setShortcuts(true),
  );
  const View = views[view];
  const centre = (
    <ViewBoundary key={view}>
      <Suspense fallback={null}>
        <View />
      </Suspense>
    </ViewBoundary>
  );
  const upper =
    layout.side && hasTree(view) ? (
      <Split
        direction="horizontal"
        fixed="first"
        size={narrow ? Math.min(layout.sideWidth, 248) : layout.sideWidth}
        min={232}
        max={480}
        onResize={(sideWidth) => changeLayout({ sideWidth })}
      >
        <SideBar />
        {centre}
      </Split>
    ) : (
      centre
    );
  return (
    <div className="app">
      <TitleBar openPalette={() => setPalette(true)} />
      <div className="app-middle">
        <ActivityBar />
        <main className="app-centre" tabIndex={-1}>
          {untitled[view] === undefined ? null : <h1 className="visually-hidden">{untitled[view]}</h1>}
          {layout.bottom ? (
            <Split
              direction="vertical"
              fixed="second"
              size={layout.bottomHeight}
              min={96}
              max={700}
              onResize={(bottomHeight) => changeLayout({ bottomHeight })}
            >
              {upper}
              <BottomPanel />
            </Split>
          ) : (
            upper
          )}
        </main>
      </div>
      <StatusBar />
      {palette ? <CommandPalette onClose={() => setPalette(false)} /> : null}
      {shortcuts ? <ShortcutsDialog onClose={() => setShortcuts(false)} /> : null}
      {connecting ? (
        <ViewBoundary onClose={() => setConnecting(false)}>
          <QueueDialog />
        </ViewBoundary>
      ) : null}
      {remapping ? (
        <ViewBoundary onClose={() => setRemapping(false)}>
          <RemapDialog />
        </ViewBoundary>
      ) : null}
      {whatIf === null ? null : (
        <ViewBoundary key={whatIf.alert?.id ?? whatIf.rule} onClose={() => openWhatIf(null)}>
          <Suspense fallback={null}>
            <WhatIfDialog subject={whatIf} />
          </Suspense>
        </ViewBoundary>
      )}
      {caseFile === null ? null : (
        <ViewBoundary key={caseFile} onClose={closeCase}>
          <Suspense fallback={null}>
            <CaseDialog path={caseFile} />
          </Suspense>
        </ViewBoundary>
      )}
      <AllowDialog />
      <ContinueDialog />
      <LoginDialog />
      <Notices />
      <DropTarget />
    </div>
  );
}

function useStart(openPalette: () => void, openShortcuts: () => void): void {
  const [anew] = useState(queueAnew);
  usePush("session.status", (status) => {
    const { range, status: before } = useFrame.getState();
    if (range !== null && !rangeStays(range, before, status)) clearRange();
    useFrame.setState({ status });
    const said = anew(status);
    if (said !== null) notify(said);
    countRecent(status).catch(() => {});
  });
  usePush("app.command", ({ action }) => runAction(action));
  usePush("app.pending", () => attempt(openPending()));
  usePush("host.lost", ({ restarting }) =>
    notify(`The session stopped unexpectedly${restarting ? "; it is starting again" : ""}`, "error"),
  );
  usePush(
    "host.ready",
    () =>
      void request("session.status", null).then(
        (status) => useFrame.setState({ status }),
        () => {},
      ),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    const stops = [
      startTheme(),
      followKeys(),
      answerActions(openPalette, openShortcuts),
      startShortcuts(),
      addCommands(frameCommands),
      keepFocus(),
    ];
    attempt(restore());
    const port = Number(localStorage.getItem("weir.metrics-port"));
    if (port > 0) attempt(request("metrics.serve", { port }));
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
}

async function restore(): Promise<void> {
  const [status, workspace] = await Promise.all([request("session.status", null), request("workspace.get", null)]);
  useFrame.setState((old) => ({ status, view: status.state === "none" || old.view !== "start" ? old.view : "live" }));
  takeLayout(workspace.layout);
  restoreFrameLayout();
  await openPending();
}
