import type { StepRow } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { actionDone } from "../../ui/alert-action.ts";
import { count, measured } from "../../ui/format-number.ts";
import { clock, zoneName } from "../../ui/format-time.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { type Column, Table } from "../../ui/table.tsx";

export interface StepListProps {
  readonly steps: readonly StepRow[];
  readonly at: number;
  readonly alertAt: number;
  readonly unit: string;
  readonly onSelect: (index: number) => void;
}

/** What happened, in the order in which the rule saw it. */
export function StepList({ steps, at, unit, onSelect }: StepListProps) {
  const zone = useFrame((state) => state.zone);
  const columns: readonly Column<StepRow>[] = [
    { id: "time", title: `Time, ${zoneName(zone)}`, width: "92px", cell: ({ time }) => clock(time, zone, true) },
    {
      id: "what",
      title: "What",
      width: "minmax(70px, 1fr)",
      cell: ({ kind, alerts, error, timer }) => (
        <span className={error !== null ? "crit" : undefined}>
          {alerts[0] === undefined ? null : <SeverityMark state={alerts[0].severity} />}{" "}
          {alerts[0] !== undefined ? actionDone(alerts[0].action) : kind === "timer" ? `timer ${timer}` : kind}
        </span>
      ),
    },
    {
      id: "value",
      title: "Value",
      width: "84px",
      numeric: true,
      cell: ({ event, window }) =>
        event !== null ? `${measured(event.value)} ${unit}` : window === null ? "" : `${count(window.count)} events`,
    },
  ];
  return (
    <div className="step-list">
      <Table
        label="Steps"
        data-testid="step-list"
        columns={columns}
        count={steps.length}
        row={(index) => steps[index]}
        rowHeight={24}
        selected={at}
        follow
        onSelect={onSelect}
      />
    </div>
  );
}
