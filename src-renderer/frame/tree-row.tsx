// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual tree
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { runAction } from "../frame-actions.ts";
import { measured } from "../ui/format-number.ts";
import { nameLine } from "../ui/name-line.ts";
import { SeverityMark } from "../ui/severity-mark.tsx";
import { SparkLine } from "../ui/spark-line.tsx";
import type { TreeRow } from "./tree-model.ts";

export interface TreeRowProps {
  readonly id: string;
  readonly row: TreeRow;
  readonly top: number;
  readonly focused: boolean;
  readonly selected: boolean;
  /** `add`: with Ctrl, beside what is chosen already. */
  readonly onChoose: (add: boolean) => void;
}

export function TreeRowView({ id, row, top, focused, selected, onChoose }: TreeRowProps) {
  const station = row.kind === "station";
  const ids = station ? row.keys.map((key) => key.id) : [row.key.id];
  // One that has several alarms is several keys.
  const sensors = station ? new Set(row.keys.map((key) => key.sensor)).size : 1;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys
    <div
      className={`tree-row ${station ? "station" : "key"} ${focused ? "focused" : ""}`}
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-selected={selected}
      aria-level={station ? 1 : 2}
      aria-expanded={station ? row.open : undefined}
      style={{ transform: `translateY(${top}px)` }}
      draggable
      data-testid={station ? "tree-station" : "tree-key"}
      title={
        station
          ? row.station
          : nameLine(
              row.key.name,
              row.key.station,
              row.key.sensor,
              row.key.alarm === "" ? "" : `alarm ${row.key.alarm}`,
              row.silent ? "silent" : "",
            )
      }
      onDragStart={(event) => event.dataTransfer.setData("application/x-weir-keys", JSON.stringify(ids.slice(0, 8)))}
      onClick={(event) => onChoose(event.ctrlKey || event.metaKey)}
      onDoubleClick={() => !station && runAction("chart-new", ids)}
    >
      {station ? (
        <>
          {row.open ? <IconChevronDown size={12} /> : <IconChevronRight size={12} />}
          <SeverityMark state={row.alert ?? "healthy"} size={9} />
          <span className="grow ellipsis">{row.station === "" ? "no station" : row.name}</span>
          <span className="sub">
            {sensors} {sensors === 1 ? "sensor" : "sensors"}
          </span>
        </>
      ) : (
        <>
          <SeverityMark state={row.key.alert ?? (row.silent ? "silent" : "healthy")} size={9} />
          <span className="grow ellipsis">{row.label}</span>
          <span className="tree-spark">
            <SparkLine values={row.key.spark} />
          </span>
          <span className="tree-value">{measured(row.key.lastValue)}</span>
          <span className="tree-unit">{row.key.unit}</span>
        </>
      )}
    </div>
  );
}
