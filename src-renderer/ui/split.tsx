// biome-ignore-all lint/a11y/useSemanticElements: divs that are virtual, dragged or layered; their roles say what they are
import { type ReactNode, useRef, useState } from "react";

export interface SplitProps {
  readonly direction: "horizontal" | "vertical";
  /** Pixels of the part that keeps its size. */
  readonly size: number;
  readonly onResize: (size: number) => void;
  /** Which of the two keeps its size. */
  readonly fixed: "first" | "second";
  readonly min?: number;
  readonly max?: number;
  /** The second may be null: the first then has all the room, and stays the same when a second comes. */
  readonly children: readonly [ReactNode, ReactNode];
}

/** Two parts and a sash between them; drag it, or move it with the arrow keys. */
export function Split({ direction, size, onResize, fixed, min = 80, max = 4000, children }: SplitProps) {
  const start = useRef<{ at: number; size: number } | null>(null);
  const [moving, setMoving] = useState(false);
  const horizontal = direction === "horizontal";
  const sign = fixed === "first" ? 1 : -1;
  const set = (next: number): void => onResize(Math.round(Math.min(max, Math.max(min, next))));
  const basis = { flex: `0 1 ${size}px` };
  const rest = { flex: "1 1 0" };
  const alone = children[1] === null;
  return (
    <div className={`split ${direction}`}>
      <div className="part" style={fixed === "first" && !alone ? basis : rest}>
        {children[0]}
      </div>
      {alone ? null : (
        <div
          className={moving ? "sash moving" : "sash"}
          role="separator"
          tabIndex={0}
          aria-label="Resize"
          aria-orientation={horizontal ? "vertical" : "horizontal"}
          aria-valuenow={size}
          aria-valuemin={min}
          aria-valuemax={max}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            start.current = { at: horizontal ? event.clientX : event.clientY, size };
            setMoving(true);
          }}
          onPointerMove={(event) => {
            const from = start.current;
            if (from !== null) set(from.size + sign * ((horizontal ? event.clientX : event.clientY) - from.at));
          }}
          onPointerUp={() => {
            start.current = null;
            setMoving(false);
          }}
          onKeyDown={(event) => {
            const back = horizontal ? "ArrowLeft" : "ArrowUp";
            const forth = horizontal ? "ArrowRight" : "ArrowDown";
            if (event.key === back) set(size - sign * 16);
            if (event.key === forth) set(size + sign * 16);
          }}
        />
      )}
      {alone ? null : (
        <div className="part" style={fixed === "first" ? rest : basis}>
          {children[1]}
        </div>
      )}
    </div>
  );
}
