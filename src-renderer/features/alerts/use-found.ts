import { usePush } from "../../bridge/use-push.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { useAlerts } from "./alerts-store.ts";

/** How many alerts the filter finds, by severity; null before the first answer. */
export function useFound(): { readonly critical: number; readonly warning: number; readonly info: number } | null {
  const filter = useAlerts((state) => state.filter);
  const { value, reload } = useRequest("alerts.histogram", { filter, most: 2 });
  usePush("alerts.new", reload);
  if (value === null) return null;
  const all = (counts: readonly number[]): number => counts.reduce((sum, n) => sum + n, 0);
  return { critical: all(value.critical), warning: all(value.warning), info: all(value.info) };
}
