import { usePush } from "../../bridge/use-push.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { useAlerts } from "./alerts-store.ts";

/** How many alerts the filter finds, by severity; null before the first answer. */
export function useFound(): { readonly critical: number; readonly warning: number; readonly info: number } | null {
  const filter = useAlerts((state) => state.filter);
  const { value, reload } = useRequest("alerts.histogram", { filter, bins: 1 });
  usePush("alerts.new", reload);
  if (value === null) return null;
  const [critical = 0, warning = 0, info = 0] = [value.critical[0], value.warning[0], value.info[0]];
  return { critical, warning, info };
}
