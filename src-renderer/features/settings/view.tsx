import { useRequest } from "../../bridge/use-request.ts";
import { runAction, useFrame } from "../../frame-actions.ts";
import { zoneName } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import { ShortcutList } from "../../ui/shortcut-list.tsx";
import { ColumnSetting } from "./column-setting.tsx";
import { PrometheusSetting } from "./prometheus-setting.tsx";
import { WorkspaceChanges } from "./workspace-changes.tsx";

/** How the page looks and reads times; kept on this machine. */
export function SettingsView() {
  const theme = useFrame((state) => state.theme);
  const zone = useFrame((state) => state.zone);
  const info = useRequest("app.info", null).value;
  return (
    <div className="page" data-testid="settings">
      <h1 className="page-title">Settings</h1>
      <section className="card page-card">
        <div className="row">
          <span className="setting">
            <b>Theme</b>
            <span className="sub">Light, dark, or as the system is</span>
          </span>
          <Segments
            label="Theme"
            data-testid="settings-theme"
            value={theme}
            options={[
              { value: "system", label: "System" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
            onChange={(value) => runAction("choose-theme", value)}
          />
        </div>
        <div className="row">
          <span className="setting">
            <b>Times</b>
            <span className="sub">Shown in {zoneName(zone)}; data keeps its own times</span>
          </span>
          <Segments
            label="Time zone"
            data-testid="settings-zone"
            value={zone}
            options={[
              { value: "UTC", label: "UTC" },
              { value: "local", label: "Local" },
            ]}
            onChange={(value) => runAction("choose-zone", value)}
          />
        </div>
        <div className="sub">Ctrl+Z takes either back.</div>
        <PrometheusSetting />
      </section>
      <ColumnSetting />
      <WorkspaceChanges />
      <section className="card page-card">
        <b className="section-title">Shortcuts</b>
        <ShortcutList />
      </section>
      <section className="card page-card">
        <b className="section-title">About</b>
        <span className="sub selectable">
          {info === null
            ? "Weir"
            : `Weir ${info.version} on Electron ${info.electron}, ${info.platform}; data in ${info.userData}`}
        </span>
      </section>
    </div>
  );
}
