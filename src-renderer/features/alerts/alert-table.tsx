import { useEffect, useMemo, useRef, useState } from "react";
import type { AlertRow } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { useDay } from "../../bridge/use-day.ts";
import { usePages } from "../../bridge/use-pages.ts";
import { usePush } from "../../bridge/use-push.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { useFrame } from "../../frame-actions.ts";
import { actionDone } from "../../ui/alert-action.ts";
import { alertValue } from "../../ui/alert-value.ts";
import { ErrorLine } from "../../ui/empty.tsx";
import { count } from "../../ui/format-number.ts";
import { clock, zoneName } from "../../ui/format-time.ts";
import { nameLine } from "../../ui/name-line.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { useWidth } from "../../ui/use-width.ts";
import { acknowledge } from "./alert-filters.tsx";
import { changed, useAlerts } from "./alerts-store.ts";
import { columnsLeft } from "./columns-left.ts";
import { NoAlerts } from "./no-alerts.tsx";
import { useFound } from "./use-found.ts";

export interface AlertTableProps {
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

/** Rows are fetched where they are looked at: hundreds of thousands cost what one screen costs. */
export function AlertTable({ selected, onSelect }: AlertTableProps) {
  const { filter, newestFirst, turn } = useAlerts();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const session = useFrame((state) => state.status?.session);
  const all = useFrame((state) => state.status?.alerts ?? 0);
  const zone = useFrame((state) => state.zone);
  const { dayOf, long } = useDay();
  const stations = useKeys(({ keys }) => keys.some(({ station }) => station !== ""));
  /** Where it was chosen; alerts that come move it. */
  const [chosenAt, setAt] = useState<number | null>(null);
  const [fresh, setFresh] = useState(0);
  const [dropped, setDropped] = useState(0);
  usePush("alerts.new", ({ total }) => setFresh(total));
  const found = useFound();
  const version = useMemo(
    () => JSON.stringify([filter, newestFirst, turn, session, fresh]),
    [filter, newestFirst, turn, session, fresh],
  );
  const pages = usePages(async (offset, limit) => {
    const answer = await request("alerts.page", { filter, offset, limit, newestFirst });
    setDropped(answer.dropped);
    return answer;
  }, version);
  const stays = chosenAt !== null && pages.row(chosenAt)?.id === selected;
  // One opened from elsewhere may stand far down: it is gone to once.
  const [shown, setShown] = useState<string | null>(null);
  const elsewhere = selected !== null && selected !== shown;
  const { value: place } = useRequest("alerts.place", elsewhere ? { filter, newestFirst, id: selected } : undefined);
  const placed = elsewhere ? (place?.index ?? null) : null;
  useEffect(() => {
    if (placed === null || pages.row(placed)?.id !== selected) return;
    setAt(placed);
    setShown(selected);
  }, [placed, pages, selected]);
  const at = selected === null ? null : stays ? chosenAt : (placed ?? pages.find(({ id }) => id === selected));
  const beside = selected !== null;
  const wide: readonly Column<AlertRow>[] = [
    {
      id: "severity",
      title: <span className="visually-hidden">Severity</span>,
      width: "14px",
      cell: ({ severity }) => <SeverityMark state={severity} />,
    },
    {
      id: "time",
      title: (
        <button type="button" onClick={() => useAlerts.setState({ newestFirst: !newestFirst })} title="Newest or oldest first">
          Time, {zoneName(zone)} {newestFirst ? "↓" : "↑"}
        </button>
      ),
      width: long ? "150px" : "124px",
      cell: ({ time }) => `${dayOf(time)} ${clock(time, zone)}`,
    },
    {
      id: "title",
      title: "Alert",
      width: beside ? "minmax(64px, 2fr)" : "minmax(140px, 2fr)",
      cell: (row) => (
        <span className={row.action === "raise" ? "alert-title" : "sub"} title={row.title}>
          {row.title}
        </span>
      ),
    },
    {
      id: "where",
      title: "Where",
      width: "minmax(80px, 1.2fr)",
      cell: ({ sensorName, alarmName }) => nameLine(sensorName, alarmName),
    },
    { id: "rule", title: "Rule", width: "minmax(80px, 130px)", cell: ({ rule }) => <span className="sub">{rule}</span> },
    {
      id: "station",
      title: "Station",
      width: "minmax(86px, 0.5fr)",
      cell: ({ station, stationName }) => <span title={station}>{stationName}</span>,
    },
    {
      id: "value",
      title: "Value",
      width: "78px",
      numeric: true,
      cell: alertValue,
    },
    { id: "state", title: "State", width: "84px", cell: (row) => <StateCell row={row} /> },
  ];
  const left = columnsLeft({ beside, width, stations });
  const columns = wide.filter(({ id }) => !left.has(id));
  return (
    <>
      {pages.error === null ? null : <ErrorLine text={pages.error} retry={changed} />}
      <div ref={box} className="alert-table">
        <Table
          label="Alerts"
          data-testid="alert-table"
          columns={columns}
          count={pages.total}
          row={pages.row}
          selected={at}
          follow={elsewhere && placed !== null}
          onVisible={pages.onVisible}
          onSelect={(index) => {
            setAt(index);
            const row = pages.row(index);
            if (row === undefined) return;
            setShown(row.id);
            onSelect(row.id);
          }}
          onKeyDown={(event) => {
            const row = at === null ? undefined : pages.row(at);
            if (event.key !== "a" || event.ctrlKey || event.metaKey || row === undefined) return;
            event.preventDefault();
            void acknowledge([row.id], !row.acknowledged);
          }}
          empty={<NoAlerts all={all} />}
        />
      </div>
      <div className="alert-foot sub row">
        <span>
          <b>{count(pages.total)}</b> {pages.total === all ? "" : `of ${count(all)} `}
          {all === 1 ? "alert" : "alerts"}
        </span>
        {dropped > 0 ? (
          <span className="warn">{count(dropped)} more are counted only: 200,000 are kept, 100,000 of one rule</span>
        ) : null}
        {found === null ? null : (
          <span>
            {count(found.critical)} critical, {count(found.warning)} warning, {count(found.info)} info
          </span>
        )}
        <span className="spacer" />
        <span>↑↓ move · A acknowledge</span>
      </div>
    </>
  );
}

function StateCell({ row }: { readonly row: AlertRow }) {
  if (row.acknowledged) return <span className="sub">acknowledged</span>;
  const { action, severity } = row;
  const kind = action === "clear" ? "ok" : action === "withdraw" ? "sub" : severity === "critical" ? "crit" : "warn";
  return <span className={kind}>{actionDone(action)}</span>;
}
