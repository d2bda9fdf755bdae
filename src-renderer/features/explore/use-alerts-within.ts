import { useEffect, useMemo, useState } from "react";
import type { AlertRow, Methods } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { latestOnly } from "../../bridge/latest.ts";
import type { Range } from "./explore-store.ts";

/** Alerts asked for: of more, the worst of every stretch. */
const MOST = 1000;

/** Alerts raised for some keys in a stretch; asked again as rows come in. */
export function useAlertsWithin(keys: readonly number[], { from, to }: Range): readonly AlertRow[] {
  const turn = useKeys((state) => state.turn);
  const [rows, setRows] = useState<readonly AlertRow[]>([]);
  const latest = useMemo(() => latestOnly((args: Methods["alerts.marks"]["args"]) => request("alerts.marks", args)), []);
  const ids = keys.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: turn asks again
  useEffect(() => {
    if (ids === "") return setRows([]);
    let alive = true;
    latest({ keys: ids.split(" ").map(Number), from, to, limit: MOST, choose: "spread" }).then(
      (answer) => answer !== null && alive && setRows(answer.rows),
      () => {}, // the lines say what is wrong
    );
    return () => {
      alive = false;
    };
  }, [ids, from, to, turn, latest]);
  return rows;
}
