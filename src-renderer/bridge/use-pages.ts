import { useCallback, useEffect, useRef, useState } from "react";
import { readable } from "./bridge.ts";

const PAGE = 200;

export interface Pages<R> {
  readonly row: (index: number) => R | undefined;
  /** Index of a row among those that are here, or null. */
  readonly find: (fits: (row: R) => boolean) => number | null;
  readonly total: number;
  readonly error: string | null;
  readonly onVisible: (first: number, last: number) => void;
}

/** Rows fetched a page at a time where they are looked at. A new `version` keeps the old rows until the new ones are there. */
export function usePages<R>(
  fetch: (offset: number, limit: number) => Promise<{ readonly rows: readonly R[]; readonly total: number }>,
  version: unknown,
): Pages<R> {
  const [state, setState] = useState<{ pages: ReadonlyMap<number, readonly R[]>; total: number; error: string | null }>({
    pages: new Map(),
    total: 0,
    error: null,
  });
  const seen = useRef({ first: 0, last: 0 });
  const fresh = useRef(new Set<number>());
  const newest = useRef<unknown>(null);
  const ask = useRef(fetch);
  ask.current = fetch;

  const need = useCallback((): void => {
    const round = newest.current;
    for (let page = Math.floor(seen.current.first / PAGE); page <= Math.floor(seen.current.last / PAGE); page++) {
      if (fresh.current.has(page)) continue;
      fresh.current.add(page);
      ask.current(page * PAGE, PAGE).then(
        ({ rows, total }) => {
          if (round !== newest.current) return;
          setState((old) => ({ pages: new Map(old.pages).set(page, rows), total, error: null }));
        },
        (error: unknown) => setState((old) => ({ ...old, error: readable(error) })),
      );
    }
  }, []);

  useEffect(() => {
    newest.current = { version };
    fresh.current = new Set();
    need();
  }, [version, need]);

  return {
    row: (index) => state.pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    find: (fits) => {
      for (const [page, rows] of state.pages) {
        const at = rows.findIndex(fits);
        if (at >= 0) return page * PAGE + at;
      }
      return null;
    },
    total: state.total,
    error: state.error,
    onVisible: (first, last) => {
      seen.current = { first, last };
      need();
    },
  };
}
