import { IconAdjustments } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { ContributionCard, PluginCard } from "../../../src-main/ipc/contract.ts";
import { applyContribution, valuesOf } from "../../bridge/apply-contribution.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { notify, openWhatIf, undoable, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SettingField } from "../../ui/setting-field.tsx";
import { BacktestPanel } from "./backtest-panel.tsx";
import { KeyWindows } from "./key-windows.tsx";
import { KeysOff } from "./keys-off.tsx";
import { PluginEditor } from "./plugin-editor.tsx";
import { Readme } from "./readme.tsx";

type Tab = "settings" | "readme" | "backtest" | "source";

/** Going through the rules that ship, one looks at the same of each. */
let lastTab: Exclude<Tab, "source"> = "settings";

export interface ContributionPaneProps {
  readonly plugin: PluginCard;
  readonly contribution: ContributionCard | null;
  /** It was just made here. */
  readonly made: boolean;
  readonly onChanged: () => void;
}

export function ContributionPane({ plugin, contribution, made, onChanged }: ContributionPaneProps) {
  const [tab, setOwnTab] = useState<Tab>(plugin.builtIn ? lastTab : "source");
  const setTab = (next: Tab): void => {
    if (next !== "source") lastTab = next;
    setOwnTab(next);
  };
  const wanted = useFrame((state) => state.backtest);
  const isRule = contribution?.type === "rule";
  useEffect(() => {
    if (!wanted || !isRule) return;
    useFrame.setState({ backtest: false });
    lastTab = "backtest";
    setOwnTab("backtest");
  }, [wanted, isRule]);
  // A plugin that does not load has only its source and its README; one made of several keeps the tab.
  const shown =
    tab === "settings" && contribution === null
      ? "source"
      : tab === "backtest" && contribution?.type !== "rule"
        ? "settings"
        : tab;
  const tabs: { value: Tab; label: string }[] = [
    ...(contribution === null ? [] : [{ value: "settings" as const, label: "Settings" }]),
    { value: "readme", label: "README" },
    ...(contribution?.type === "rule" ? [{ value: "backtest" as const, label: "Backtest" }] : []),
    ...(plugin.builtIn ? [] : [{ value: "source" as const, label: "Source" }]),
  ];
  const [removing, setRemoving] = useState(false);
  const remove = async (): Promise<void> => {
    setRemoving(true);
    try {
      await undoable(`remove ${plugin.displayName}`, request("plugins.remove", { name: plugin.name }), async () => {
        await request("plugins.add", { folder: plugin.folder });
        onChanged();
      });
      notify(`${plugin.displayName} taken out of the workspace; its folder stays, and Ctrl+Z adds it again`);
    } catch (error) {
      notify(readable(error), "error");
    }
    setRemoving(false);
    onChanged();
  };
  const locate = async (): Promise<void> => {
    try {
      const [folder] = await request("dialog.open", { title: `Where ${plugin.displayName} is now`, folder: true });
      if (folder === undefined) return;
      const { plugin: found } = await request("plugins.locate", { name: plugin.name, folder });
      useFrame.setState({ contribution: found.name });
      notify(`${found.displayName} runs from ${folder}`, "success");
      onChanged();
    } catch (error) {
      notify(readable(error), "error");
    }
  };
  return (
    <>
      <header className="plugins-head">
        <div className="row">
          <h2 className="pane-title grow">{contribution?.title ?? plugin.displayName}</h2>
          {plugin.gone ? (
            <Button small onClick={() => void locate()} data-testid="plugin-locate">
              Locate…
            </Button>
          ) : null}
          {plugin.builtIn || plugin.gone ? null : (
            <Button
              small
              title="One .tgz file, to be installed elsewhere"
              onClick={() => void packed(plugin)}
              data-testid="plugin-pack"
            >
              Pack…
            </Button>
          )}
          {plugin.builtIn ? null : (
            <Button kind="danger" small disabled={removing} onClick={() => void remove()} data-testid="plugin-remove">
              {plugin.gone ? "Remove from workspace" : "Remove"}
            </Button>
          )}
        </div>
        <p className="sub selectable">
          {plugin.gone ? "" : `${plugin.name} ${plugin.version} · `}
          {plugin.builtIn ? "ships with Weir" : plugin.folder} · permissions: none
        </p>
        <p>{contribution?.description}</p>
        {plugin.gone ? (
          <p className="crit" data-testid="plugin-gone">
            Its folder is gone, so nothing of it runs. Put the folder back, say where it is now, or remove the plugin from the
            workspace.
          </p>
        ) : null}
        {plugin.broken === null || plugin.gone ? null : (
          <p className="crit selectable" data-testid="plugin-problem">
            {plugin.broken.file}
            {plugin.broken.line === null ? "" : `:${plugin.broken.line}`} {plugin.broken.message}
          </p>
        )}
        {plugin.gone ? null : <Segments label="Of this plugin" value={shown} options={tabs} onChange={setTab} small />}
      </header>
      <div className={shown === "source" ? "plugins-body source" : "plugins-body"}>
        {shown === "settings" && contribution !== null ? <Settings contribution={contribution} onChanged={onChanged} /> : null}
        {shown === "readme" && !plugin.gone ? <Readme text={plugin.readme} /> : null}
        {shown === "backtest" && contribution !== null ? (
          <BacktestPanel
            key={contribution.id}
            contribution={contribution}
            onUse={(setting, value) =>
              void applyContribution(contribution, { settings: { ...valuesOf(contribution), [setting]: value } }).then(onChanged)
            }
          />
        ) : null}
        {shown === "source" && !plugin.gone ? (
          <PluginEditor
            name={plugin.name}
            types={plugin.contributions.map(({ type }) => type)}
            autoFocus={made}
            onSaved={onChanged}
          />
        ) : null}
      </div>
    </>
  );
}

/** Asks where to, and packs the plugin there. */
async function packed({ name, version, displayName }: PluginCard): Promise<void> {
  try {
    const path = await request("dialog.save", {
      title: "Pack the plugin",
      defaultPath: `${name.replace("@", "").replace("/", "-")}-${version}.tgz`,
      filters: [{ name: "Packed plugin", extensions: ["tgz"] }],
    });
    if (path === null) return;
    const { packages } = await request("plugins.pack", { name, path });
    const fetched =
      packages.length === 0 ? "" : `; where it is installed, npm install --ignore-scripts fetches ${packages.join(", ")}`;
    notify(`${displayName} is packed in ${path}${fetched}`, "success");
  } catch (error) {
    notify(readable(error), "error");
  }
}

function Settings({ contribution, onChanged }: { readonly contribution: ContributionCard; readonly onChanged: () => void }) {
  const { id, enabled, settings, by, window, type, series } = contribution;
  return (
    <div className="plugin-settings">
      {type === "rule" ? (
        <p className="sub">
          Grouped by {by.join(", ") || "nothing"} · window {window === "" ? "none" : window}
          {series.length === 0 ? "" : ` · series ${series.map(({ label }) => label).join(", ")}`}
        </p>
      ) : null}
      {settings.length === 0 ? <p className="sub">It has no settings.</p> : null}
      <div className="setting-grid">
        {settings.map(({ name, declaration, value }) => (
          <SettingField
            key={name}
            name={name}
            declaration={declaration}
            value={value}
            onChange={async (next) => {
              const refused = await applyContribution(contribution, { settings: { ...valuesOf(contribution), [name]: next } });
              if (refused === null) onChanged();
              return refused;
            }}
          />
        ))}
      </div>
      {type === "rule" && enabled && settings.length > 0 ? (
        <div className="row plugin-what-if">
          <Button small data-testid="what-if" onClick={() => openWhatIf({ rule: id, alert: null })}>
            <IconAdjustments size={14} stroke={1.6} /> What if…
          </Button>
          <span className="sub">Try other settings over what was recorded before they count.</span>
        </div>
      ) : null}
      {type === "rule" && window !== "" && window !== "none" && by.length > 0 ? (
        <KeyWindows key={contribution.id} contribution={contribution} onChanged={onChanged} />
      ) : null}
      {type === "rule" && by.length > 0 ? (
        <KeysOff key={`${contribution.id} off`} contribution={contribution} onChanged={onChanged} />
      ) : null}
    </div>
  );
}
