import { IconDownload, IconShieldCheck, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Severity } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useDay } from "../../bridge/use-day.ts";
import { usePush } from "../../bridge/use-push.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { addCommands, notify, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { TextInput } from "../../ui/field.tsx";
import { count } from "../../ui/format-number.ts";
import { clockMinutes } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { changed, setFilter, toggleSeverity, useAlerts } from "./alerts-store.ts";
import { Choices } from "./choices.tsx";
import { useFound } from "./use-found.ts";

const groupings = [
  { value: "list", label: "List" },
  { value: "day", label: "Day" },
  { value: "station", label: "Station" },
  { value: "rule", label: "Rule" },
  { value: "key", label: "Key" },
] as const;
const severities: readonly Severity[] = ["critical", "warning", "info"];

/** Rule, station, severity, time and text; export of exactly what is left. */
export function AlertFilters() {
  const filter = useAlerts((state) => state.filter);
  const grouped = useAlerts((state) => state.grouped);
  const zone = useFrame((state) => state.zone);
  const { dayOf } = useDay();
  const { value: facets, reload } = useRequest("alerts.facets", null);
  usePush("alerts.new", reload);
  const rules = facets?.rules ?? [];
  const stations = facets?.stations ?? [];
  return (
    <search className="alert-filters row" aria-label="Filter alerts">
      <TextInput
        small
        className="grow"
        placeholder="Text in alert, station, sensor, alarm"
        aria-label="Text"
        data-testid="alert-text"
        data-search
        value={filter.text ?? ""}
        onChange={(text) => setFilter({ text: text === "" ? undefined : text })}
      />
      <Choices
        label="Rules"
        one="rule"
        data-testid="alert-rule"
        chosen={filter.rules}
        options={rules.map(({ id, title, alerts }) => ({ value: id, label: title, detail: alerts }))}
        onChange={(chosen) => setFilter({ rules: chosen })}
      />
      <Choices
        label="Stations"
        one="station"
        data-testid="alert-station"
        chosen={filter.stations}
        options={stations.map(({ station, name, alerts }) => ({ value: station, label: name || "(none)", detail: alerts }))}
        onChange={(chosen) => setFilter({ stations: chosen })}
      />
      <fieldset className="segments small bare" aria-label="Severity">
        {severities.map((severity) => (
          <button
            key={severity}
            type="button"
            aria-pressed={filter.severities?.includes(severity) ?? true}
            title={severity}
            onClick={() => toggleSeverity(severity)}
          >
            <SeverityMark state={severity} />
          </button>
        ))}
      </fieldset>
      {filter.key === undefined ? null : (
        <Button small pressed onClick={() => setFilter({ key: undefined })} data-testid="alert-key">
          {[filter.key.station, filter.key.sensor, filter.key.alarm].filter((part) => part !== "").join(" ")} <IconX size={12} />
        </Button>
      )}
      {filter.from === undefined ? null : (
        <Button small pressed onClick={() => setFilter({ from: undefined, to: undefined })} data-testid="alert-time">
          {dayOf(filter.from)} {clockMinutes(filter.from, zone)} – {dayOf(filter.to)} {clockMinutes(filter.to, zone)}{" "}
          <IconX size={12} />
        </Button>
      )}
      <Segments
        small
        label="What a row stands for"
        data-testid="alert-grouped"
        value={grouped ?? "list"}
        options={groupings}
        onChange={(value) => useAlerts.setState({ grouped: value === "list" ? null : value })}
      />
      <span className="spacer" />
      <ExportButton />
    </search>
  );
}

function ExportButton() {
  const filter = useAlerts((state) => state.filter);
  const found = useFound();
  const left = found === null ? null : found.critical + found.warning + found.info;
  const [defuse, setDefuse] = useState(false);
  const run = async (): Promise<void> => {
    const filters = [
      { name: "CSV", extensions: ["csv"] },
      { name: "JSON lines", extensions: ["jsonl"] },
    ];
    const path = await request("dialog.save", { title: "Export alerts", defaultPath: "alerts.csv", filters });
    if (path === null) return;
    const { rows } = await request("alerts.export", { filter, path, defuse });
    notify(`${count(rows)} alerts written to ${path}`, "success");
  };
  const save = (): void => void run().catch((error: Error) => notify(error.message, "error"));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the command writes what is filtered when it runs
  useEffect(
    () => addCommands([{ id: "alerts-export", group: "Alerts", title: "Export what is filtered…", run: save }]),
    [filter, defuse],
  );
  return (
    <span className="row">
      <Button
        small
        pressed={defuse}
        aria-label="Safe for spreadsheets"
        title="Safe for spreadsheets: in an exported CSV, a text that a spreadsheet would take for a formula (it begins with = + - @) gets an apostrophe before it"
        onClick={() => setDefuse(!defuse)}
      >
        <IconShieldCheck size={14} stroke={1.6} /> <span className="export-safe">Safe for spreadsheets</span>
      </Button>
      <Button small disabled={left === 0} data-testid="alert-export" onClick={save}>
        <IconDownload size={14} stroke={1.6} /> Export {left === null ? "" : count(left)}
      </Button>
    </span>
  );
}

export async function acknowledge(ids: readonly string[], acknowledged: boolean): Promise<void> {
  try {
    await request("alerts.acknowledge", { ids, acknowledged });
    changed();
  } catch (error) {
    notify((error as Error).message, "error");
  }
}
