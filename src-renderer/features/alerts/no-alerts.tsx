import { openView, useFrame } from "../../frame-actions.ts";
import { Empty } from "../../ui/empty.tsx";
import { count } from "../../ui/format-number.ts";

/** In place of a list without alerts; `all`: how many there are without the filter. */
export function NoAlerts({ all }: { readonly all: number }) {
  const events = useFrame((state) => state.status?.metrics?.events_total ?? 0);
  const ended = useFrame((state) => state.status?.state === "done");
  const [title, text] = noAlertsSaid(all, events, ended);
  return (
    <Empty title={title} {...(all > 0 ? {} : { action: { label: "See the rules", run: () => openView("plugins") } })}>
      {text}
    </Empty>
  );
}

/** Whether a filter hides them or there are none. */
export function noAlertsSaid(all: number, events: number, ended: boolean): readonly [title: string, text: string] {
  if (all > 0) return ["No alert fits", `${count(all)} ${all === 1 ? "alert" : "alerts"} in all: take a filter away.`];
  const found = ended ? "found nothing" : "have found nothing so far";
  return ["No alerts", `The rules that are on ${found} in ${count(events)} events.`];
}
