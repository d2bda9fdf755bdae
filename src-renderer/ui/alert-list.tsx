import type { AlertRow } from "../../src-main/ipc/contract.ts";
import { useFrame } from "../frame-actions.ts";
import { actionDone } from "./alert-action.ts";
import { alertValue } from "./alert-value.ts";
import { dayAndClock, zoneName } from "./format-time.ts";
import { nameLine } from "./name-line.ts";
import { SeverityMark } from "./severity-mark.tsx";
import { Table } from "./table.tsx";

export interface AlertListProps {
  readonly label: string;
  readonly rows: readonly AlertRow[];
  /** They are of one rule, which is named elsewhere. */
  readonly ofRule?: boolean;
  readonly "data-testid"?: string;
}

/** Alerts to read, such as those in which two runs differ. Fills its parent. */
export function AlertList({ label, rows, ofRule = false, ...rest }: AlertListProps) {
  const zone = useFrame((state) => state.zone);
  return (
    <Table
      {...rest}
      label={label}
      count={rows.length}
      row={(i) => rows[i]}
      empty={<p className="sub">None.</p>}
      columns={[
        {
          id: "severity",
          title: <span className="visually-hidden">Severity</span>,
          width: "28px",
          cell: (row) => <SeverityMark state={row.severity} />,
        },
        { id: "time", title: `Time, ${zoneName(zone)}`, width: "160px", cell: (row) => dayAndClock(row.time, zone) },
        {
          id: "action",
          title: <span className="visually-hidden">Action</span>,
          width: "70px",
          cell: (row) => actionDone(row.action),
        },
        { id: "title", title: "Alert", width: "minmax(160px, 2fr)", cell: (row) => <span title={row.title}>{row.title}</span> },
        {
          id: "station",
          title: "Station",
          width: "minmax(90px, 1fr)",
          cell: (row) => <span title={row.station}>{row.stationName}</span>,
        },
        {
          id: "where",
          title: "Sensor · alarm",
          width: "minmax(90px, 1.5fr)",
          cell: (row) => nameLine(row.sensorName, row.alarmName),
        },
        ...(ofRule ? [] : [{ id: "rule", title: "Rule", width: "minmax(110px, 1fr)", cell: (row: AlertRow) => row.rule }]),
        { id: "value", title: "Value", width: "80px", numeric: true, cell: alertValue },
      ]}
    />
  );
}
