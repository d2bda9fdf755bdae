import { useEffect, useState } from "react";
import type { AlertGrouping, AlertRow, Methods } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { usePush } from "../../bridge/use-push.ts";
import { useFrame } from "../../frame-actions.ts";
import { useAlerts } from "./alerts-store.ts";

/** Groups asked for; more are counted. */
export const LIMIT = 5000;
/** Alerts come four times a second; nobody reads that fast. ms */
const AGAIN = 500;

export interface Groups {
  /** null before the first answer. */
  readonly answer: Methods["alerts.groups"]["value"] | null;
  readonly error: string | null;
  readonly fail: (reason: unknown) => void;
  /** Alerts of the groups that are open, by the name of the group. */
  readonly opened: ReadonlyMap<string, readonly AlertRow[]>;
  readonly open: (group: string, rows: readonly AlertRow[]) => void;
  readonly shut: (group: string) => void;
}

/** The groups the filter finds, asked again as alerts come. */
export function useGroups(by: AlertGrouping): Groups {
  const { filter, turn } = useAlerts();
  const session = useFrame((state) => state.status?.session);
  const zone = useFrame((state) => state.zone);
  const [answer, setAnswer] = useState<Groups["answer"]>(null);
  const [opened, setOpened] = useState<Groups["opened"]>(new Map());
  const [error, setError] = useState<string | null>(null);
  const [fresh, setFresh] = useState(0);
  usePush("alerts.new", ({ total }) => setFresh(total));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it shows has changed
  useEffect(() => {
    let alive = true;
    const timer = setTimeout(
      () =>
        request("alerts.groups", { filter, by, zone, limit: LIMIT }).then(
          (value) => {
            if (!alive) return;
            setAnswer(value);
            setError(null);
          },
          (failure: unknown) => alive && setError(readable(failure)),
        ),
      answer === null ? 0 : AGAIN,
    );
    return () => {
      alive = false;
      clearTimeout(timer);
    };
  }, [filter, by, zone, turn, session, fresh]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another filter or session
  useEffect(() => setOpened(new Map()), [filter, session]);
  return {
    answer,
    error,
    fail: (reason) => setError(readable(reason)),
    opened,
    open: (group, rows) => setOpened((before) => new Map(before).set(group, rows)),
    shut: (group) => setOpened((before) => new Map([...before].filter(([each]) => each !== group))),
  };
}
