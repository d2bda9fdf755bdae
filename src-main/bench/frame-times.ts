import type { Page } from "playwright-core";

/** Frames of a page over a while. ms; `script` is what its JavaScript took a second, `over` the share of frames beyond 20 ms. */
export interface FrameFigure {
  readonly seconds: number;
  readonly frames: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly longest: number;
  readonly over_20_ms: number;
  readonly script_ms_a_second: number;
  readonly layout_ms_a_second: number;
}

/** Watches a page's frames for `seconds`. `drive`: done in the page before every frame, as scrolling is. */
export async function frameTimes(
  page: Page,
  seconds: number,
  drive: "nothing" | "scroll-alerts" = "nothing",
): Promise<FrameFigure> {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send("Performance.enable");
  const used = async (): Promise<{ script: number; layout: number }> => {
    const { metrics } = await protocol.send("Performance.getMetrics");
    const of = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000;
    return { script: of("ScriptDuration"), layout: of("LayoutDuration") + of("RecalcStyleDuration") };
  };
  const before = await used();
  const gaps = await page.evaluate(
    ([ms, what]) =>
      new Promise<number[]>((resolve) => {
        const found: number[] = [];
        const body = document.querySelector('[data-testid="alert-table"] [role="rowgroup"]');
        const started = performance.now();
        let last = started;
        let down = true;
        const frame = (now: number): void => {
          found.push(now - last);
          last = now;
          if (what === "scroll-alerts" && body !== null) {
            // Three rows a frame, now and then a leap to elsewhere, as a hand on a scroll bar does.
            const end = body.scrollHeight - body.clientHeight;
            if (found.length % 90 === 0) body.scrollTop = (body.scrollTop + end * 0.37) % end;
            else body.scrollTop += down ? 78 : -78;
            if (body.scrollTop >= end - 78) down = false;
            if (body.scrollTop <= 78) down = true;
          }
          if (now - started < ms) requestAnimationFrame(frame);
          else resolve(found.slice(1));
        };
        requestAnimationFrame(frame);
      }),
    [seconds * 1000, drive] as const,
  );
  const after = await used();
  await protocol.detach();
  return figureOf(gaps, seconds, after.script - before.script, after.layout - before.layout);
}

/** Figures of the times between frames, ms. */
function figureOf(gaps: readonly number[], seconds: number, script: number, layout: number): FrameFigure {
  const sorted = [...gaps].sort((a, b) => a - b);
  const at = (q: number): number => round(sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? 0);
  return {
    seconds,
    frames: gaps.length,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    longest: at(1),
    over_20_ms: gaps.length === 0 ? 0 : Math.round((gaps.filter((gap) => gap > 20).length / gaps.length) * 1000) / 1000,
    script_ms_a_second: round(script / seconds),
    layout_ms_a_second: round(layout / seconds),
  };
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
