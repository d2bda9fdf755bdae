import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { AlertFilter, AlertGroup, AlertGrouping, AlertRow, Methods } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { usePush } from "../../bridge/use-push.ts";
import { useFrame, type Zone } from "../../frame-actions.ts";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { count, measured } from "../../ui/format-number.ts";
import { clock, day as dayText, shortDay, zoneName } from "../../ui/format-time.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import type { AlertTableProps } from "./alert-table.tsx";
import { changed, setFilter, useAlerts } from "./alerts-store.ts";

type Line =
  | { readonly kind: "group"; readonly id: string; readonly group: AlertGroup; readonly open: boolean }
  | { readonly kind: "alert"; readonly id: string; readonly row: AlertRow }
  | { readonly kind: "more"; readonly id: string; readonly group: AlertGroup; readonly left: number };

const LIMIT = 5000;
const OPENED = 100;
const AGAIN = 500;
const nameOf = ({ rule, station, sensor, alarm, day }: AlertGroup): string =>
  `${day?.from ?? ""}\n${rule}\n${station}\n${sensor}\n${alarm}`;
const words: Record<AlertGrouping, readonly [one: string, many: string]> = {
  day: ["day", "days"],
  station: ["station", "stations"],
  rule: ["rule", "rules"],
  key: ["key", "keys"],
};

/** The filter that leaves the alerts of a group alone. */
function filterOf(filter: AlertFilter, by: AlertGrouping, { rule, station, sensor, alarm, day }: AlertGroup): AlertFilter {
  if (by === "station") return { ...filter, stations: [station] };
  if (by === "rule") return { ...filter, rules: [rule] };
  if (by === "key") return { ...filter, rules: [rule], key: { station, sensor, alarm } };
  if (day === null) return filter;
  const { from = day.from, to = day.to } = filter;
  return { ...filter, from: Math.max(from, day.from), to: Math.min(to, day.to) };
}

/** One row a day, station, rule, or rule and key, with how many alerts it has; opened, its latest alerts stand below it. */
export function GroupedTable({ by, selected, onSelect }: AlertTableProps & { readonly by: AlertGrouping }) {
  const { filter, turn } = useAlerts();
  const session = useFrame((state) => state.status?.session);
  const all = useFrame((state) => state.status?.alerts ?? 0);
  const zone = useFrame((state) => state.zone);
  const [answer, setAnswer] = useState<Methods["alerts.groups"]["value"] | null>(null);
  const [opened, setOpened] = useState<ReadonlyMap<string, readonly AlertRow[]>>(new Map());
  const [error, setError] = useState<string | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const [fresh, setFresh] = useState(0);
  usePush("alerts.new", ({ total }) => setFresh(total));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it shows has changed
  useEffect(() => {
    let alive = true;
    const timer = setTimeout(
      () =>
        request("alerts.groups", { filter, by, zone, limit: LIMIT }).then(
          (value) => {
            if (!alive) return;
            setAnswer(value);
            setError(null);
          },
          (failure: unknown) => alive && setError(readable(failure)),
        ),
      // Alerts come four times a second; nobody reads that fast.
      answer === null ? 0 : AGAIN,
    );
    return () => {
      alive = false;
      clearTimeout(timer);
    };
  }, [filter, by, zone, turn, session, fresh]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another filter or session
  useEffect(() => setOpened(new Map()), [filter, session]);

  const lines = (answer?.groups ?? []).flatMap((group): Line[] => {
    const id = nameOf(group);
    const rows = opened.get(id);
    const head: Line = { kind: "group", id, group, open: rows !== undefined };
    if (rows === undefined) return [head];
    const left = group.alerts - rows.length;
    return [
      head,
      ...rows.map((row): Line => ({ kind: "alert", id: row.id, row })),
      ...(left > 0 ? [{ kind: "more" as const, id: `${id} more`, group, left }] : []),
    ];
  });
  const most = Math.max(1, ...(answer?.groups ?? []).map(({ raised }) => raised));
  const toggle = async (group: AlertGroup): Promise<void> => {
    const id = nameOf(group);
    if (opened.has(id)) return setOpened((before) => new Map([...before].filter(([each]) => each !== id)));
    try {
      const own = filterOf(filter, by, group);
      const { rows } = await request("alerts.page", { filter: own, offset: 0, limit: OPENED, newestFirst: true });
      setOpened((before) => new Map(before).set(id, rows));
    } catch (failure) {
      setError(readable(failure));
    }
  };
  const act = (index: number): void => {
    setAt(index);
    const line = lines[index];
    if (line?.kind === "group") void toggle(line.group);
    if (line?.kind === "alert") onSelect(line.row.id);
    if (line?.kind === "more") {
      setFilter(filterOf(filter, by, line.group));
      useAlerts.setState({ grouped: null });
    }
  };
  const columns: readonly Column<Line>[] = [
    {
      id: "open",
      title: "",
      width: "30px",
      cell: (line) =>
        line.kind === "group" ? (
          <span className="row">
            {line.open ? <IconChevronDown size={12} /> : <IconChevronRight size={12} />}
            <SeverityMark state={line.group.severity} />
          </span>
        ) : line.kind === "alert" ? (
          <SeverityMark state={line.row.severity} />
        ) : null,
    },
    {
      id: "station",
      title: by === "key" ? "Station" : `By ${words[by][0]}${by === "day" ? `, ${zoneName(zone)}` : ""}`,
      width: by === "key" ? "96px" : "minmax(110px, 1fr)",
      cell: (line) =>
        line.kind === "group" ? (
          <b>{by === "key" ? line.group.station || "all" : headOf(line.group, by, zone)}</b>
        ) : line.kind === "alert" ? (
          <span className="sub">{line.row.stationName}</span>
        ) : (
          ""
        ),
    },
    {
      id: "what",
      title: by === "key" ? "Where, alert" : "Alert",
      width: "minmax(160px, 2fr)",
      cell: (line) =>
        line.kind === "alert" ? (
          <span className={line.row.action === "raise" ? "alert-title" : "sub"}>{line.row.title}</span>
        ) : line.kind === "more" ? (
          <span className="accent">
            {count(line.left)} earlier ones: show all of this {words[by][0]}
          </span>
        ) : by === "key" ? (
          <span>
            {line.group.where} <span className="sub">{line.group.ruleTitle}</span>
          </span>
        ) : (
          <SeverityBar group={line.group} most={most} />
        ),
    },
    {
      id: "alerts",
      title: "Raised",
      width: "70px",
      numeric: true,
      cell: (line) =>
        line.kind === "group"
          ? count(line.group.raised)
          : line.kind === "alert" && line.row.value !== null
            ? `${measured(line.row.value)} ${line.row.unit}`
            : "",
    },
    {
      id: "last",
      title: `Latest, ${zoneName(zone)}`,
      width: "124px",
      cell: (line) => {
        const time = line.kind === "group" ? line.group.last : line.kind === "alert" ? line.row.time : null;
        return time === null ? "" : `${shortDay(time, zone)} ${clock(time, zone)}`;
      },
    },
    {
      id: "state",
      title: "State",
      width: "84px",
      cell: (line) => {
        const action = line.kind === "group" ? line.group.action : line.kind === "alert" ? line.row.action : null;
        if (action === null || (line.kind === "group" && by !== "key")) return "";
        return action === "raise" ? (
          <span className="warn">raised</span>
        ) : (
          <span className="ok">{action === "clear" ? "cleared" : "withdrawn"}</span>
        );
      },
    },
  ];
  return (
    <>
      {error === null ? null : <ErrorLine text={error} retry={changed} />}
      <div className="alert-table">
        <Table<Line>
          label={`Alerts by ${by === "key" ? "rule and key" : by}`}
          data-testid="alert-groups"
          count={lines.length}
          row={(index) => lines[index]}
          selected={at !== null && (lines[at]?.kind !== "alert" || lines[at]?.id === selected) ? at : null}
          onSelect={act}
          empty={
            <Empty title="No alert fits">
              {all === 0 ? "The rules have found nothing so far." : `${count(all)} alerts in all: take a filter away.`}
            </Empty>
          }
          columns={columns.filter(({ id }) => id !== "state" || by === "key")}
        />
      </div>
      <div className="alert-foot sub row">
        <span>
          <b>{count(answer?.total ?? 0)}</b> {words[by][answer?.total === 1 ? 0 : 1]}, <b>{count(answer?.alerts ?? 0)}</b> alerts
          filtered, <b>{count(all)}</b> in all
        </span>
        {(answer?.total ?? 0) > LIMIT ? <span className="warn">the first {count(LIMIT)} are shown</span> : null}
      </div>
    </>
  );
}

function headOf({ day, station, ruleTitle }: AlertGroup, by: AlertGrouping, zone: Zone): string {
  return by === "day" ? dayText(day?.from, zone) : by === "rule" ? ruleTitle : station || "no station";
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
