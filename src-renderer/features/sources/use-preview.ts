import { useCallback, useEffect, useMemo, useState } from "react";
import type { CsvPreview } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { latestOnly } from "../../bridge/latest.ts";
import { rememberUndo } from "../../frame-actions.ts";
import type { Mapping } from "./mapping-model.ts";

const ROWS = 1000;

export interface Preview {
  readonly value: CsvPreview | null;
  readonly error: string | null;
  readonly loading: boolean;
  /** Changes the mapping and looks again at once; undone by Ctrl+Z. */
  readonly change: (mapping: Mapping | undefined, title: string) => void;
}

/** What files become with the mapping at hand; `initial` to begin with, undefined: as is detected. A mapping that does not work keeps the last picture beside its error. */
export function usePreview(paths: readonly string[], initial: Mapping | undefined): Preview {
  const [mapping, setMapping] = useState(initial);
  const [state, setState] = useState<{ value: CsvPreview | null; error: string | null; loading: boolean }>({
    value: null,
    error: null,
    loading: true,
  });
  const asked = JSON.stringify(paths);
  const latest = useMemo(
    () => latestOnly((args: { paths: string[]; mapping?: Mapping; rows: number }) => request("csv.preview", args)),
    [],
  );
  useEffect(() => {
    let alive = true;
    const files = JSON.parse(asked) as string[];
    // Other files are another screen: what is here is of these.
    setState((old) => ({ ...old, loading: true }));
    latest({ paths: files, rows: ROWS, ...(mapping === undefined ? {} : { mapping }) }).then(
      (value) => alive && value !== null && setState({ value, error: null, loading: false }),
      (error: unknown) => alive && setState((old) => ({ ...old, error: readable(error), loading: false })),
    );
    return () => {
      alive = false;
    };
  }, [asked, mapping, latest]);
  const shown = mapping ?? state.value?.mapping;
  const change = useCallback(
    (next: Mapping | undefined, title: string): void => {
      rememberUndo(title, () => setMapping(shown));
      setMapping(next);
    },
    [shown],
  );
  const value = state.value === null || mapping === undefined ? state.value : { ...state.value, mapping };
  return { ...state, value, change };
}
