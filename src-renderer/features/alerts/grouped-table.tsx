import { useState } from "react";
import type { AlertGroup, AlertGrouping } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useDay } from "../../bridge/use-day.ts";
import { openBacktest, useFrame } from "../../frame-actions.ts";
import { ErrorLine } from "../../ui/empty.tsx";
import { count } from "../../ui/format-number.ts";
import { Table } from "../../ui/table.tsx";
import type { AlertTableProps } from "./alert-table.tsx";
import { changed, setFilter, useAlerts } from "./alerts-store.ts";
import { groupedColumns } from "./grouped-columns.tsx";
import { filterOf, type Line, linesOf, nameOf, words } from "./grouped-lines.ts";
import { NoAlerts } from "./no-alerts.tsx";
import { LIMIT, useGroups } from "./use-groups.ts";

/** Alerts below a group that was opened. */
const OPENED = 100;

/** One row a day, station, rule, or rule and key, with how many alerts it has; opened, its latest alerts stand below it. */
export function GroupedTable({ by, selected, onSelect }: AlertTableProps & { readonly by: AlertGrouping }) {
  const filter = useAlerts((state) => state.filter);
  const all = useFrame((state) => state.status?.alerts ?? 0);
  const zone = useFrame((state) => state.zone);
  const { answer, error, fail, opened, open, shut } = useGroups(by);
  const days = useDay();
  const [at, setAt] = useState<number | null>(null);
  const lines = linesOf(answer?.groups ?? [], opened);
  const most = Math.max(1, ...(answer?.groups ?? []).map(({ raised }) => raised));
  const toggle = (group: AlertGroup): void => {
    const name = nameOf(group);
    if (opened.has(name)) {
      shut(name);
      return;
    }
    const own = filterOf(filter, by, group);
    request("alerts.page", { filter: own, offset: 0, limit: OPENED, newestFirst: true }).then(
      ({ rows }) => open(name, rows),
      fail,
    );
  };
  const act = (index: number): void => {
    setAt(index);
    const line = lines[index];
    if (line?.kind === "group") toggle(line.group);
    if (line?.kind === "alert") onSelect(line.row.id);
    if (line?.kind === "more") {
      setFilter(filterOf(filter, by, line.group));
      useAlerts.setState({ grouped: null });
    }
  };
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
          empty={<NoAlerts all={all} />}
          columns={groupedColumns({ by, zone, most, days, onJudge: openBacktest })}
        />
      </div>
      <div className="alert-foot sub row">
        <span>
          <b>{count(answer?.total ?? 0)}</b> {words[by][answer?.total === 1 ? 0 : 1]}, <b>{count(answer?.alerts ?? 0)}</b>
          {(answer?.alerts ?? 0) === all ? "" : ` of ${count(all)}`} {all === 1 ? "alert" : "alerts"}
        </span>
        {(answer?.total ?? 0) > LIMIT ? <span className="warn">the first {count(LIMIT)} are shown</span> : null}
      </div>
    </>
  );
}
