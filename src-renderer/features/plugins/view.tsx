import { IconFolderPlus, IconPackageImport, IconPlus } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { PluginCard } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { notify, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { ContributionList } from "./contribution-list.tsx";
import { ContributionPane } from "./contribution-pane.tsx";
import { NewPlugin } from "./new-plugin.tsx";
import "./plugins.css";

/** What each rule did is told anew so often while events come, ms. */
const TOLD_EVERY = 2000;

/** Plugins on the left; settings, README, editor and backtest of the chosen one beside them. */
export function PluginsView() {
  const { value, error, reload } = useRequest("plugins.list", null);
  const state = useFrame((frame) => frame.status?.state);
  const session = useFrame((frame) => frame.status?.session);
  // Coming back to this screen finds it as it was left.
  const chosen = useFrame((frame) => frame.contribution) ?? "anomaly";
  const setChosen = (contribution: string): void => useFrame.setState({ contribution });
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: counts change when a run begins or ends
  useEffect(reload, [state, session]);
  useEffect(() => {
    let told = 0;
    const timer = setInterval(() => {
      const read = useFrame.getState().status?.metrics?.records_read_total ?? 0;
      if (read !== told) reload();
      told = read;
    }, TOLD_EVERY);
    return () => clearInterval(timer);
  }, [reload]);
  const plugins = value?.plugins ?? [];
  const owner = plugins.find(({ contributions, name }) => name === chosen || contributions.some(({ id }) => id === chosen));
  const addFolder = async (): Promise<void> => {
    const [folder] = await request("dialog.open", { title: "Folder of a plugin", folder: true });
    if (folder === undefined) return;
    const { plugin } = await request("plugins.add", { folder });
    setChosen(plugin.name);
    notify(`${plugin.displayName} added`, "success");
    reload();
  };
  const install = async (): Promise<void> => {
    const filters = [{ name: "Packed plugin", extensions: ["tgz", "gz"] }];
    const [archive] = await request("dialog.open", { title: "A plugin packed with npm pack", filters });
    if (archive === undefined) return;
    const { userData } = await request("app.info", null);
    const { plugin } = await request("plugins.install", { archive, parent: `${userData}/plugins` });
    setChosen(plugin.name);
    notify(`${plugin.displayName} installed`, "success");
    reload();
  };
  const told = (failure: unknown): void => notify(readable(failure), "error");
  return (
    <div className="plugins" data-testid="plugins">
      <section className="plugins-list">
        <div className="row plugins-bar">
          <b className="section-title">Plugins</b>
          <span className="spacer" />
          <Button small onClick={() => setCreating(true)} data-testid="plugin-new">
            <IconPlus size={14} stroke={1.6} /> New
          </Button>
          <Button small icon title="Add a plugin's folder" aria-label="Add a folder" onClick={() => void addFolder().catch(told)}>
            <IconFolderPlus size={14} stroke={1.6} />
          </Button>
          <Button
            small
            icon
            title="Install a packed plugin (.tgz)"
            aria-label="Install a packed plugin"
            onClick={() => void install().catch(told)}
            data-testid="plugin-install"
          >
            <IconPackageImport size={14} stroke={1.6} />
          </Button>
        </div>
        {error === null ? null : <ErrorLine text={error} retry={reload} />}
        <ContributionList plugins={plugins} chosen={chosen} onChoose={setChosen} onChanged={reload} />
      </section>
      <section className="plugins-pane">
        {owner === undefined && value !== null ? (
          <Empty title="Nothing is chosen">Choose a plugin at the left: its settings, README and backtest are shown here.</Empty>
        ) : null}
        {owner === undefined ? null : <Chosen owner={owner} chosen={chosen} made={owner.name === made} onChanged={reload} />}
      </section>
      {creating ? (
        <NewPlugin
          onClose={() => setCreating(false)}
          onMade={(name) => {
            setCreating(false);
            setMade(name);
            setChosen(name);
            reload();
          }}
        />
      ) : null}
    </div>
  );
}

function Chosen({
  owner,
  chosen,
  made,
  onChanged,
}: {
  readonly owner: PluginCard;
  readonly chosen: string;
  readonly made: boolean;
  readonly onChanged: () => void;
}) {
  const contribution = owner.contributions.find(({ id }) => id === chosen) ?? owner.contributions[0];
  return (
    <ContributionPane key={owner.name} plugin={owner} contribution={contribution ?? null} made={made} onChanged={onChanged} />
  );
}
