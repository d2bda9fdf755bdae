import { useState } from "react";
import type { AlertRow, WhatIf } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { AlertList } from "../../ui/alert-list.tsx";
import { count, measured } from "../../ui/format-number.ts";
import { duration } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import { coveredSaid } from "./covered-said.ts";

/** What of the alert in question, and of all, is the same, comes at another time, is new and is gone. */
export function WhatIfResult({ answer, alert }: { readonly answer: WhatIf; readonly alert: AlertRow | null }) {
  const { days, before, after, same, shifted, totalAdded, totalRemoved } = answer;
  const zone = useFrame((state) => state.zone);
  const [side, setSide] = useState<"gone" | "new">(totalRemoved >= totalAdded ? "gone" : "new");
  const [rows, total] = side === "gone" ? [answer.removed, totalRemoved] : [answer.added, totalAdded];
  const options = [
    { value: "gone" as const, label: `Gone (${count(totalRemoved)})` },
    { value: "new" as const, label: `New (${count(totalAdded)})` },
  ];
  return (
    <section className="whatif-result" data-testid="what-if-result">
      {alert === null ? null : (
        <p data-testid="what-if-still" className={answer.still === null ? "ok" : "warn"}>
          {stillText(answer)}
        </p>
      )}
      <p>
        Alerts: {count(before)} → {count(after)}, a day {measured(before / days)} → {measured(after / days)}; {count(same)} the
        same{shifted === 0 ? "" : `, ${count(shifted)} earlier or later`}.
      </p>
      <p className={answer.covered.state === "done" ? "sub" : "warn"} data-testid="what-if-covered">
        {coveredSaid(answer.covered, zone)}
      </p>
      <div className="row">
        <Segments label="Differences" small value={side} options={options} onChange={setSide} data-testid="what-if-side" />
        <span className="sub">{rows.length < total ? `the first ${count(rows.length)} of ${count(total)}` : ""}</span>
      </div>
      <div className="whatif-list">
        <AlertList
          label={side === "gone" ? "Alerts that are gone" : "New alerts"}
          rows={rows}
          ofRule
          data-testid="what-if-rows"
        />
      </div>
    </section>
  );
}

function stillText({ still }: WhatIf): string {
  if (still === null) return "This alert would not have come.";
  if (still.later === 0) return "This alert would have come all the same.";
  return `This alert would have come ${duration(Math.abs(still.later))} ${still.later > 0 ? "later" : "earlier"}.`;
}
