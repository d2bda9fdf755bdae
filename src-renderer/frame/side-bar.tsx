// biome-ignore-all lint/a11y/useSemanticElements: a tree whose rows are drawn only where they are seen
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { useKeys } from "../bridge/keys.ts";
import { runAction, selectKeys, useFrame } from "../frame-actions.ts";
import { Button } from "../ui/button.tsx";
import { Empty, ErrorLine } from "../ui/empty.tsx";
import { count } from "../ui/format-number.ts";
import { nothingRead } from "../ui/nothing-read.tsx";
import { type TreeRow, treeRows } from "./tree-model.ts";
import { TreeRowView } from "./tree-row.tsx";

/** Height of a row, px. */
const ROW = 24;
/** Row of the first sensor found: above it stands its station. */
const FIRST_FOUND = 1;

export function SideBar() {
  const { keys, total, error } = useKeys();
  const selected = useFrame((state) => state.keys);
  const [text, setText] = useState("");
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState(0);
  const body = useRef<HTMLDivElement>(null);
  const name = useId();
  const rows = useMemo(() => treeRows(keys, text, closed), [keys, text, closed]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => body.current,
    estimateSize: () => ROW,
    overscan: 12,
  });

  const toggle = (station: string, open?: boolean): void =>
    setClosed((old) => {
      const next = new Set(old);
      if (open ?? old.has(station)) next.delete(station);
      else next.add(station);
      return next;
    });
  const choose = (row: TreeRow, add: boolean): void => {
    if (row.kind === "station") {
      toggle(row.station);
      return;
    }
    const ids = add
      ? selected.includes(row.key.id)
        ? selected.filter((id) => id !== row.key.id)
        : [...selected, row.key.id]
      : [row.key.id];
    selectKeys(ids);
    runAction("tree-chosen", { id: row.key.id, add });
  };
  const found = rows.filter(({ kind }) => kind === "key").length;
  const onSearchKey = (event: KeyboardEvent): void => {
    const first = rows[FIRST_FOUND];
    if (event.key === "ArrowDown") body.current?.focus();
    else if (event.key === "Enter" && text !== "" && first !== undefined) choose(first, event.ctrlKey);
    else if (event.key === "Escape" && text !== "") setText("");
    else return;
    event.preventDefault();
  };
  const move = (next: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, next));
    setAt(index);
    virtual.scrollToIndex(index);
  };
  const page = (): number => Math.max(1, Math.floor((body.current?.clientHeight ?? 0) / ROW) - 1);
  return (
    <aside className="side-bar" aria-label="Stations and sensors">
      <div className="side-head">
        <span className="section-title grow">Sources</span>
        <span className="sub" data-testid="tree-count">
          {text.trim() === "" ? "" : `${count(found)} of `}
          {count(total)} {total === 1 ? "key" : "keys"}
        </span>
        <Button kind="plain" icon small aria-label="Open a file" onClick={() => runAction("open-file")}>
          <IconPlus size={16} stroke={1.6} />
        </Button>
      </div>
      <div className="side-search">
        <IconSearch size={14} stroke={1.6} />
        <input
          className="input"
          placeholder="Station, sensor, alarm"
          aria-label="Search the tree"
          data-testid="tree-search"
          data-search
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(event.currentTarget.value === "" ? 0 : FIRST_FOUND);
          }}
          onKeyDown={onSearchKey}
        />
      </div>
      {error === null ? null : <ErrorLine text={error} />}
      {rows.length === 0 ? <EmptyTree searched={text !== ""} /> : null}
      <div
        ref={body}
        hidden={rows.length === 0}
        className="tree"
        role="tree"
        aria-label="Stations and sensors"
        data-testid="tree"
        tabIndex={0}
        aria-multiselectable="true"
        aria-activedescendant={rows[at] === undefined ? undefined : `${name}-${at}`}
        onKeyDown={(event) => {
          const row = rows[at];
          if (event.key === "ArrowDown") move(at + 1);
          else if (event.key === "ArrowUp") move(at - 1);
          else if (event.key === "PageDown") move(at + page());
          else if (event.key === "PageUp") move(at - page());
          else if (event.key === "Home") move(0);
          else if (event.key === "End") move(rows.length - 1);
          else if (row !== undefined && event.key === "ArrowRight" && row.kind === "station") toggle(row.station, true);
          else if (row !== undefined && event.key === "ArrowLeft" && row.kind === "station") toggle(row.station, false);
          else if (row !== undefined && (event.key === "Enter" || event.key === " "))
            choose(row, event.ctrlKey || event.key === " ");
          else return;
          event.preventDefault();
        }}
      >
        <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <TreeRowView
                key={row.kind === "station" ? `s ${row.station}` : row.key.id}
                id={`${name}-${index}`}
                row={row}
                top={start}
                focused={index === at}
                selected={row.kind === "key" && selected.includes(row.key.id)}
                onChoose={(add) => {
                  setAt(index);
                  choose(row, add);
                }}
              />
            );
          })}
        </div>
      </div>
    </aside>
  );
}

function EmptyTree({ searched }: { readonly searched: boolean }) {
  const open = useFrame((frame) => frame.status !== null && frame.status.state !== "none");
  const ended = useFrame((frame) => nothingRead(frame.status) !== null);
  if (searched) return <Empty title="Nothing fits the search" />;
  if (ended) return <Empty title="No events" />;
  return (
    <Empty title={open ? "No events yet" : "No source is open"}>
      Stations and sensors appear here as their first events are read.
    </Empty>
  );
}
