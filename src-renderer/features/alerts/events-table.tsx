import type { EventRow, Explanation } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { count, measured } from "../../ui/format-number.ts";
import { clock, zoneName } from "../../ui/format-time.ts";
import { type Column, Table } from "../../ui/table.tsx";

/** The events the alert rests on, with where each stood in its source. */
export function EventsTable({ explanation: { events, eventsTotal, unit } }: { readonly explanation: Explanation }) {
  const zone = useFrame((state) => state.zone);
  const columns: readonly Column<EventRow>[] = [
    { id: "time", title: `Time, ${zoneName(zone)}`, width: "92px", cell: ({ time }) => clock(time, zone, true) },
    { id: "value", title: "Value", width: "84px", numeric: true, cell: ({ value }) => `${measured(value)} ${unit}` },
    {
      id: "threshold",
      title: "Threshold",
      width: "80px",
      numeric: true,
      cell: ({ threshold }) => (threshold === null ? "none" : measured(threshold)),
    },
    {
      id: "alarm",
      title: "Alarm",
      width: "minmax(56px, 0.6fr)",
      cell: ({ alarm, active }) => `${alarm}${active === null ? "" : active ? " on" : " off"}`,
    },
    {
      id: "origin",
      title: "Source",
      width: "minmax(90px, 1fr)",
      cell: ({ origin }) => (
        <span className="sub" title={origin}>
          {origin}
        </span>
      ),
    },
  ];
  return (
    <section className="explanation-events">
      <div className="row">
        <b>Events</b>
        <span className="sub">
          {events.length < eventsTotal
            ? `first ${count(events.length)} of ${count(eventsTotal)}`
            : `${count(eventsTotal)} in the window`}
        </span>
      </div>
      <div style={{ height: Math.min(8, Math.max(2, events.length)) * 24 + 34 }}>
        <Table
          label="Events of the alert"
          data-testid="explanation-events"
          columns={columns}
          count={events.length}
          row={(i) => events[i]}
          rowHeight={24}
          empty={<span className="sub">no event of this key in the window</span>}
        />
      </div>
    </section>
  );
}
