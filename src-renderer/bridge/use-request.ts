import { useCallback, useEffect, useRef, useState } from "react";
import type { MethodName, Methods } from "../../src-main/ipc/contract.ts";
import { readable, request } from "./bridge.ts";

export interface Answer<V> {
  /** The newest answer; kept while a newer question is under way, so that nothing flickers. */
  readonly value: V | null;
  readonly error: string | null;
  readonly loading: boolean;
  readonly reload: () => void;
}

/** Asks when the arguments change (compared as JSON) and on reload. `args === undefined`: does not ask. */
export function useRequest<M extends MethodName>(method: M, args: Methods[M]["args"] | undefined): Answer<Methods[M]["value"]> {
  const [state, setState] = useState<{ value: Methods[M]["value"] | null; error: string | null; loading: boolean }>({
    value: null,
    error: null,
    loading: args !== undefined,
  });
  const [turn, setTurn] = useState(0);
  const newest = useRef(0);
  const key = args === undefined ? undefined : JSON.stringify(args);
  // biome-ignore lint/correctness/useExhaustiveDependencies: turn asks again
  useEffect(() => {
    if (key === undefined) return;
    const mine = ++newest.current;
    setState((old) => ({ ...old, loading: true }));
    request(method, JSON.parse(key) as Methods[M]["args"]).then(
      (value) => mine === newest.current && setState({ value, error: null, loading: false }),
      (error) => mine === newest.current && setState((old) => ({ ...old, error: readable(error), loading: false })),
    );
  }, [method, key, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { ...state, reload };
}
