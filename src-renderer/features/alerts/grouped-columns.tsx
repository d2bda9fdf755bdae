import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import type { AlertGroup, AlertGrouping } from "../../../src-main/ipc/contract.ts";
import type { useDay } from "../../bridge/use-day.ts";
import type { Zone } from "../../frame-actions.ts";
import { actionDone } from "../../ui/alert-action.ts";
import { Button } from "../../ui/button.tsx";
import { count, measured } from "../../ui/format-number.ts";
import { clock, zoneName } from "../../ui/format-time.ts";
import { nameLine } from "../../ui/name-line.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import type { Column } from "../../ui/table.tsx";
import { headOf, type Line, words } from "./grouped-lines.ts";

export interface GroupedOptions {
  readonly by: AlertGrouping;
  readonly zone: Zone;
  /** Alerts raised in the largest group. */
  readonly most: number;
  readonly days: ReturnType<typeof useDay>;
  /** Judges a rule by labels. */
  readonly onJudge: (rule: string) => void;
}

/** Columns of groups and of the alerts below them. */
export function groupedColumns({ by, zone, most, days: { dayOf, long }, onJudge }: GroupedOptions): readonly Column<Line>[] {
  const columns: readonly Column<Line>[] = [
    { id: "open", title: <span className="visually-hidden">Severity</span>, width: "30px", cell: openCell },
    {
      id: "station",
      title: by === "key" ? "Station" : `By ${words[by][0]}${by === "day" ? `, ${zoneName(zone)}` : ""}`,
      width: by === "key" ? "minmax(96px, 0.5fr)" : "minmax(110px, 1fr)",
      cell: (line) =>
        line.kind === "group" ? (
          <b title={line.group.station || undefined}>{headOf(line.group, by, zone)}</b>
        ) : line.kind === "alert" ? (
          <span className="sub" title={line.row.station}>
            {line.row.stationName}
          </span>
        ) : (
          ""
        ),
    },
    {
      id: "what",
      title: by === "key" ? "Where, alert" : "Alert",
      width: "minmax(160px, 2fr)",
      cell: (line) => whatCell(line, by, most),
    },
    { id: "alerts", title: "Raised", width: "70px", numeric: true, cell: raisedCell },
    {
      id: "last",
      title: `Latest, ${zoneName(zone)}`,
      width: long ? "150px" : "124px",
      cell: (line) => {
        const time = line.kind === "group" ? line.group.last : line.kind === "alert" ? line.row.time : null;
        return time === null ? "" : `${dayOf(time)} ${clock(time, zone)}`;
      },
    },
    { id: "state", title: "State", width: "84px", cell: stateCell },
    {
      id: "judge",
      title: <span className="visually-hidden">Judge its rule</span>,
      width: "104px",
      cell: (line) => (line.kind === "group" ? judgeCell(line.group, onJudge) : null),
    },
  ];
  return columns.filter(({ id }) => (id !== "state" || by === "key") && (id !== "judge" || by === "rule"));
}

function openCell(line: Line) {
  if (line.kind === "more") return null;
  if (line.kind === "alert") return <SeverityMark state={line.row.severity} />;
  return (
    <span className="row">
      {line.open ? <IconChevronDown size={12} /> : <IconChevronRight size={12} />}
      <SeverityMark state={line.group.severity} />
    </span>
  );
}

function whatCell(line: Line, by: AlertGrouping, most: number) {
  if (line.kind === "alert")
    return (
      <span className={line.row.action === "raise" ? "alert-title" : "sub"} title={line.row.title}>
        {line.row.title}
      </span>
    );
  if (line.kind === "more")
    return (
      <span className="accent">
        {count(line.left)} earlier ones: show all of this {words[by][0]}
      </span>
    );
  return by === "key" ? (
    <span>
      {nameLine(line.group.sensorName, line.group.alarmName)} <span className="sub">{line.group.ruleTitle}</span>
    </span>
  ) : (
    <SeverityBar group={line.group} most={most} />
  );
}

function raisedCell(line: Line): string {
  if (line.kind === "group") return count(line.group.raised);
  return line.kind === "alert" && line.row.value !== null ? `${measured(line.row.value)} ${line.row.unit}` : "";
}

function judgeCell({ rule, ruleTitle }: AlertGroup, onJudge: (rule: string) => void) {
  return (
    <Button
      small
      kind="plain"
      aria-label={`Was ${ruleTitle} right? Backtest it`}
      title="Backtest it over all that was read"
      data-testid="group-backtest"
      onClick={(event) => {
        // The row would open.
        event.stopPropagation();
        onJudge(rule);
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      Was it right?
    </Button>
  );
}

function stateCell(line: Line) {
  if (line.kind === "more") return "";
  const { action } = line.kind === "group" ? line.group : line.row;
  return <span className={action === "raise" ? "warn" : "ok"}>{actionDone(action)}</span>;
}

/** Raised alerts by severity, as long as there are many of them. */
function SeverityBar({ group: { counts, raised }, most }: { readonly group: AlertGroup; readonly most: number }) {
  const text = `${count(counts.critical)} critical, ${count(counts.warning)} warning, ${count(counts.info)} info`;
  return (
    <span className="group-bar" role="img" aria-label={text} title={text}>
      {raised === 0
        ? null
        : (["critical", "warning", "info"] as const).map((severity) => (
            <i key={severity} style={{ width: `${(counts[severity] / most) * 100}%`, background: `var(--${marks[severity]})` }} />
          ))}
    </span>
  );
}
const marks = { critical: "crit-mark", warning: "warn-mark", info: "line-3" } as const;
