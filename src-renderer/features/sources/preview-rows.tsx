// biome-ignore-all lint/a11y/useSemanticElements: a scrolled region with its own name
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useMemo, useRef } from "react";
import type { CodeNames, CsvPreview, PreviewRow } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { count, measured } from "../../ui/format-number.ts";
import { clock, shortDay } from "../../ui/format-time.ts";
import { alarmWord, sensorWord, unitOf } from "./code-words.ts";
import { countsShown, refusedOf } from "./counts-shown.ts";
import { columnColours, fieldsOf, type Mapping, type Role, unitRead } from "./mapping-model.ts";
import { columnsShown } from "./preview-columns.ts";

const HEIGHT = 22;
/** The raw line and the event it becomes, on the same pixel row; one colour a column runs through both. Of rows not read yet the raw line alone. */
export function PreviewRows({ preview }: { readonly preview: CsvPreview }) {
  const { rows, columns, mapping, unread } = preview;
  const zone = useFrame((state) => state.zone);
  const body = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => body.current,
    estimateSize: () => HEIGHT,
    overscan: 12,
  });
  const colours = useMemo(() => columnColours(mapping, columns), [mapping, columns]);
  const delimiter = typeof mapping["delimiter"] === "string" ? mapping["delimiter"] : ",";
  const quote = typeof mapping["quote"] === "string" ? mapping["quote"] : '"';
  const { accepted, refused } = useMemo(() => countsShown(rows), [rows]);
  const shown = useMemo(() => columnsShown(rows), [rows]);
  const template = { gridTemplateColumns: shown.map(({ role }) => `var(--preview-${role})`).join(" ") };
  const toNext = (): void => {
    const top = Math.floor((body.current?.scrollTop ?? 0) / HEIGHT) + 1;
    const after = rows.findIndex((row, index) => index > top && refusedOf(row));
    const next = after < 0 ? rows.findIndex(refusedOf) : after;
    if (next >= 0) virtual.scrollToIndex(next, { align: "center" });
  };
  return (
    <div className="preview" data-unread={unread !== null} data-testid="preview-rows">
      <div className="preview-heads">
        <div className="pane-head">As it is in the file</div>
        {unread === null ? (
          <div className="pane-head">
            As Weir reads it <span className="sub">the first {count(rows.length)} rows</span> <span className="spacer" />
            <Badge kind="ok">{count(accepted)} accepted</Badge>
            {refused === 0 ? null : <Badge kind="critical">{count(refused)} refused</Badge>}
            <Button small kind="plain" disabled={refused === 0} onClick={toNext}>
              Next refused
            </Button>
          </div>
        ) : null}
        <div className="preview-raw mono header">
          <span className="line-number">{mapping["header"] === false ? "" : 1}</span>
          {columns.map((name, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name
            <span key={at} style={{ color: colours[at] ?? "var(--fg-3)" }}>
              {at === 0 ? "" : delimiter}
              {name}
            </span>
          ))}
        </div>
        {unread === null ? (
          <div className="preview-event header" style={template}>
            {shown.map(({ role, label, colour }) => (
              <span key={role} className={role === "value" || role === "threshold" ? "num" : undefined}>
                <i className="swatch" style={{ background: colour }} /> {label}
              </span>
            ))}
          </div>
        ) : null}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the keys */}
      <div className="preview-body" ref={body} tabIndex={0} role="region" aria-label="Rows of the file and what they become">
        <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <div
                key={index}
                className={row.refused === null ? "preview-line" : "preview-line refused"}
                style={{ transform: `translateY(${start}px)` }}
              >
                <div className="preview-raw mono">
                  <span className="line-number">{row.line}</span>
                  {fieldsOf(row.raw, delimiter, quote).map((field, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: fields are their places
                    <span key={at} style={{ color: colours[at] ?? "var(--fg-3)" }}>
                      {at === 0 ? "" : delimiter}
                      {field}
                    </span>
                  ))}
                </div>
                {unread !== null ? null : row.refused === null ? (
                  <div className={row.events.length === 0 ? "preview-event sub" : "preview-event"} style={template}>
                    <Event row={row} shown={shown} zone={zone} names={preview.names} mapping={mapping} />
                  </div>
                ) : (
                  <div className="preview-why">
                    <b>Refused: {row.refused.detail}</b> <span className="sub">{`${row.refused.reason}, row ${row.line}`}</span>
                  </div>
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface EventProps {
  readonly row: PreviewRow;
  readonly shown: ReturnType<typeof columnsShown>;
  readonly zone: "UTC" | "local";
  readonly names: CodeNames;
  readonly mapping: Mapping;
}

function Event({ row, shown, zone, names, mapping }: EventProps) {
  const [event] = row.events;
  if (event === undefined) return "no event";
  const cells: Readonly<Partial<Record<Role, ReactNode>>> = {
    time: (
      <span key="time">
        <span className="sub">{shortDay(event.time, zone)}</span> {clock(event.time, zone)}
      </span>
    ),
    station: <span key="station">{event.station}</span>,
    sensor: (
      <span key="sensor" className="preview-sensor">
        <span className="ellipsis" title={event.sensor}>
          {sensorWord(names, event.sensor)}
        </span>
        {row.events.length > 1 ? (
          <span className="sub" title={moreEvents(row, names)}>
            +{row.events.length - 1}
          </span>
        ) : null}
      </span>
    ),
    alarm: (
      <span key="alarm" title={event.alarm}>
        {alarmWord(names, event.alarm)}
      </span>
    ),
    value: (
      <span key="value" className="num">
        <b>{measured(event.value)}</b>{" "}
        <small className="sub">{unitOf(names, event.sensor) || unitRead(mapping, event.sensor)}</small>
      </span>
    ),
    threshold: (
      <span key="threshold" className="num sub">
        {event.threshold === null ? "none" : measured(event.threshold)}
      </span>
    ),
    active: (
      <span key="active" className={event.active === true ? "warn" : "sub"}>
        {event.active === null ? "" : event.active ? "yes" : "no"}
      </span>
    ),
  };
  return shown.map(({ role }) => cells[role]);
}

/** The events of a row behind its first: a wide table may have thousands. */
function moreEvents({ events }: PreviewRow, names: CodeNames): string {
  const lines = events.slice(1, 31).map(({ sensor, value }) => `${sensorWord(names, sensor)} ${measured(value)}`);
  return [...lines, ...(events.length > 31 ? [`and ${events.length - 31} more`] : [])].join("\n");
}
