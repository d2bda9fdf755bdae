import type { QueueSample } from "../../../src-main/ipc/contract.ts";
import { count } from "../../ui/format-number.ts";

/** How much came while Weir listened, in bars over those seconds. */
export function QueueRate({ sample: { of, seconds, counts } }: { readonly sample: QueueSample }) {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const part = seconds / counts.length;
  const most = Math.max(1, ...counts.map(Math.abs));
  const rate = Math.round(total / seconds);
  const said =
    of === "messages"
      ? `through a temporary queue: ${count(rate)} messages a second`
      : rate === 0
        ? "the queue neither grew nor shrank"
        : `the queue ${rate > 0 ? "grew" : "shrank"} by ${count(Math.abs(rate))} messages a second; what others took in between is not seen`;
  return (
    <section data-testid="queue-rate">
      <div>
        <b className="section-title">Sample, {seconds} s</b> <span className="sub">{said}</span>
      </div>
      <div className="rate-plot" role="img" aria-label={said}>
        {counts.map((n, i) => (
          <i
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
            key={i}
            title={`${(i * part).toFixed(2)} – ${((i + 1) * part).toFixed(2)} s: ${count(Math.round(n / part))} a second`}
            style={{ height: `${(Math.abs(n) / most) * 100}%` }}
            data-falling={n < 0}
          />
        ))}
        <span>{count(Math.round(most / part))}/s</span>
      </div>
      <div className="row sub">
        <span className="grow">0 s</span>
        <span>{seconds} s</span>
      </div>
    </section>
  );
}
