// biome-ignore-all lint/a11y/useFocusableInteractive: only cells of the body are reached by key, as in a grid
// biome-ignore-all lint/a11y/useSemanticElements: divs that are virtual, dragged or layered; their roles say what they are
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { copyText } from "./copy-text.ts";

export interface Column<R> {
  readonly id: string;
  readonly title: ReactNode;
  /** A grid track: `80px`, `1fr`, `minmax(120px, 2fr)`. */
  readonly width: string;
  readonly numeric?: boolean;
  readonly cell: (row: R, index: number) => ReactNode;
}

export interface TableProps<R> {
  readonly label: string;
  readonly columns: readonly Column<R>[];
  /** How many rows there are; rows not fetched yet are drawn as placeholders. */
  readonly count: number;
  readonly row: (index: number) => R | undefined;
  readonly rowHeight?: number;
  /** Index of the selected row, or null. */
  readonly selected?: number | null;
  readonly onSelect?: (index: number) => void;
  /** Scrolls to the selected row whenever it is another. */
  readonly follow?: boolean;
  /** Enter or double click. */
  readonly onOpen?: (index: number) => void;
  /** First and last row on screen, to fetch them. */
  readonly onVisible?: (first: number, last: number) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly empty?: ReactNode;
  readonly "data-testid"?: string;
}

/** Rows drawn only where they are seen; up, down, page keys, Home, End and Enter work, Ctrl+C copies the row. */
export function Table<R>(props: TableProps<R>) {
  const {
    label,
    columns,
    count,
    row,
    rowHeight = 26,
    selected = null,
    onSelect,
    onOpen,
    onVisible,
    onKeyDown,
    empty,
    follow,
  } = props;
  const body = useRef<HTMLDivElement>(null);
  const name = useId();
  const virtual = useVirtualizer({ count, getScrollElement: () => body.current, estimateSize: () => rowHeight, overscan: 8 });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  const visible = useRef(onVisible);
  visible.current = onVisible;
  useEffect(() => {
    if (last >= first) visible.current?.(first, last);
  }, [first, last]);

  useEffect(() => {
    if (follow && selected !== null) virtual.scrollToIndex(selected, { align: "center" });
  }, [follow, selected, virtual]);

  const select = (index: number): void => {
    const next = Math.max(0, Math.min(count - 1, index));
    if (count === 0 || onSelect === undefined) return;
    onSelect(next);
    virtual.scrollToIndex(next);
  };
  const onKey = (event: KeyboardEvent): void => {
    // A button of the head has keys of its own.
    if (event.target instanceof Element && event.target.closest(".head") !== null) return;
    onKeyDown?.(event);
    if (event.defaultPrevented) return;
    // Where nothing is chosen the keys move what is seen.
    const at = onSelect === undefined ? Math.round((body.current?.scrollTop ?? 0) / rowHeight) : (selected ?? -1);
    const page = Math.max(1, Math.floor((body.current?.clientHeight ?? 260) / rowHeight) - 1);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: count - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      if (onSelect === undefined) body.current?.scrollTo({ top: next * rowHeight });
      else select(next);
    } else if (
      event.key === "c" &&
      (event.ctrlKey || event.metaKey) &&
      selected !== null &&
      window.getSelection()?.isCollapsed !== false
    ) {
      event.preventDefault();
      copyText(cellsOf(document.getElementById(`${name}-${selected}`)).join("\t"));
    } else if (event.key === "Enter" && selected !== null) onOpen?.(selected);
  };
  const template = columns.map((column) => column.width).join(" ");
  return (
    <div
      className="vtable"
      role="grid"
      // The rows are moved through with the keys, and read as they are chosen.
      tabIndex={0}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-activedescendant={selected === null || selected < first || selected > last ? undefined : `${name}-${selected}`}
      onKeyDown={onKey}
      data-testid={props["data-testid"]}
      style={{ "--row-height": `${rowHeight}px` } as CSSProperties}
    >
      <div className="head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
        {columns.map((column) => (
          <span key={column.id} role="columnheader" className={column.numeric ? "num" : undefined}>
            {column.title}
          </span>
        ))}
      </div>
      {/* What stands in place of the rows is none. */}
      <div className="body" ref={body} {...(count === 0 ? {} : { role: "rowgroup", tabIndex: -1 })}>
        {count === 0 ? empty : null}
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {items.map(({ index, start }) => {
            const data = row(index);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the body handles the keys
              <div
                key={index}
                id={`${name}-${index}`}
                className="line"
                role="row"
                tabIndex={-1}
                aria-rowindex={index + 2}
                aria-selected={index === selected}
                style={{ height: rowHeight, transform: `translateY(${start}px)`, gridTemplateColumns: template }}
                onClick={() => onSelect?.(index)}
                onDoubleClick={() => onOpen?.(index)}
              >
                {columns.map((column) => (
                  <span key={column.id} role="gridcell" className={column.numeric ? "num" : undefined}>
                    {data === undefined ? "" : column.cell(data, index)}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const cellsOf = (row: HTMLElement | null): string[] => [...(row?.children ?? [])].map((cell) => cell.textContent ?? "");
