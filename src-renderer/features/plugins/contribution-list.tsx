import { useState } from "react";
import type { ContributionCard, PluginCard } from "../../../src-main/ipc/contract.ts";
import { applyContribution } from "../../bridge/apply-contribution.ts";
import { useFrame } from "../../frame-actions.ts";
import { Badge } from "../../ui/badge.tsx";
import { TextInput } from "../../ui/field.tsx";
import { count, seconds } from "../../ui/format-number.ts";
import { Switch } from "../../ui/switch.tsx";

export interface ContributionListProps {
  readonly plugins: readonly PluginCard[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly onChanged: () => void;
}

type Item = { readonly plugin: PluginCard; readonly item: ContributionCard };

const GROUPS = [
  { type: "rule", title: "Rules" },
  { type: "filter", title: "Filters" },
  { type: "report", title: "Reports" },
  { type: "catalogue", title: "Catalogues" },
] as const;

/** What can be switched on first, with its health; broken plugins on top. */
export function ContributionList({ plugins, chosen, onChoose, onChanged }: ContributionListProps) {
  const [text, setText] = useState("");
  const words = text.trim().toLowerCase();
  const all: Item[] = plugins
    .flatMap((plugin) => plugin.contributions.map((item) => ({ plugin, item })))
    .filter(({ plugin, item }) => `${plugin.displayName}\n${item.id}\n${item.title}`.toLowerCase().includes(words));
  const groups = [
    { title: "Yours", items: all.filter(({ plugin }) => !plugin.builtIn) },
    ...GROUPS.map(({ type, title }) => ({
      title: title as string,
      items: all.filter(({ plugin, item }) => plugin.builtIn && item.type === type),
    })),
  ];
  const broken = plugins.filter((plugin) => plugin.broken !== null && plugin.contributions.length === 0);
  return (
    <div className="plugins-scroll">
      <TextInput
        small
        className="plugins-search"
        value={text}
        onChange={setText}
        placeholder="Name, contribution"
        aria-label="Find a plugin"
        data-testid="plugin-search"
        data-search
      />
      {broken.map((plugin) => (
        <button
          type="button"
          key={plugin.name}
          className="plugin-card"
          aria-current={plugin.name === chosen}
          data-testid="plugin-card"
          data-id={plugin.name}
          onClick={() => onChoose(plugin.name)}
        >
          <span className="row">
            <b className="grow">{plugin.displayName}</b>
            <Badge kind="critical">{plugin.gone ? "folder is gone" : "does not load"}</Badge>
          </span>
          <span className="crit plugin-line">{plugin.gone ? plugin.folder : plugin.broken?.message}</span>
        </button>
      ))}
      {groups.map(({ title, items }) => {
        if (items.length === 0) return null;
        return (
          <section key={title}>
            <h2 className="plugins-group">
              {title} <span className="sub">{count(items.length)}</span>
            </h2>
            {items.map(({ plugin, item }) => (
              <Card
                key={item.id}
                plugin={plugin}
                item={item}
                current={item.id === chosen}
                onChoose={onChoose}
                onChanged={onChanged}
              />
            ))}
          </section>
        );
      })}
    </div>
  );
}

interface CardProps {
  readonly plugin: PluginCard;
  readonly item: ContributionCard;
  readonly current: boolean;
  readonly onChoose: (id: string) => void;
  readonly onChanged: () => void;
}

function Card({ plugin, item, current, onChoose, onChanged }: CardProps) {
  const read = useFrame((state) => state.status?.metrics?.records_read_total ?? 0);
  const switchable = item.type === "rule" || item.type === "filter";
  return (
    <div className="plugin-card" data-testid="plugin-card" data-id={item.id}>
      <span className="row">
        <button
          type="button"
          className="plugin-open grow"
          title={item.title}
          aria-current={current}
          onClick={() => onChoose(item.id)}
        >
          {item.title}
        </button>
        {item.quarantined ? <Badge kind="critical">switched off</Badge> : null}
        {plugin.builtIn || item.type === "rule" ? null : <Badge kind="accent">{item.type}</Badge>}
        {switchable ? (
          <Switch
            checked={item.enabled}
            label={`${item.title} on`}
            data-testid="plugin-switch"
            onChange={(enabled) => void applyContribution(item, { enabled }).then(onChanged)}
          />
        ) : null}
      </span>
      <span className="sub">{item.description}</span>
      {item.enabled && item.type === "rule" ? (
        <span className="sub">
          {count(item.alerts)} {item.alerts === 1 ? "alert" : "alerts"} · {count(item.points)}{" "}
          {item.points === 1 ? "point" : "points"} · {seconds(item.seconds)}
          {read > 0 && item.seconds > 0 ? `, ${seconds(item.seconds / read)} a row` : ""}
          {item.off.length > 0 ? ` · off for ${count(item.off.length)} ${item.off.length === 1 ? "key" : "keys"}` : ""}
          {item.errors > 0 ? (
            <span className="crit">
              {" "}
              · {count(item.errors)} {item.errors === 1 ? "error" : "errors"}
            </span>
          ) : null}
        </span>
      ) : null}
    </div>
  );
}
