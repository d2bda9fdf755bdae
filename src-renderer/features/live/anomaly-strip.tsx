import { memo, useEffect, useMemo, useState } from "react";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { latestOnly } from "../../bridge/latest.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { useFrame } from "../../frame-actions.ts";
import { clock } from "../../ui/format-time.ts";
import { grid } from "./chart-option.ts";
import { type Range, useLive } from "./live-store.ts";
import { useSharedRange } from "./use-range.ts";

const CELLS = 60;
/** Score at which the rule alerts, as it is delivered. */
const ALERTS_AT = 0.5;

interface Answer extends Range {
  readonly rows: readonly Row[];
}

interface Row {
  readonly station: string;
  readonly name: string;
  /** Highest score in each cell; -1: no event. */
  readonly cells: readonly number[];
}

async function ask({ keys, from, to }: Range & { readonly keys: readonly number[] }): Promise<Answer> {
  const { series } = await request("series.derived", { rule: "anomaly", series: "score", keys, from, to, pixels: CELLS * 4 });
  const { byId } = useKeys.getState();
  const rows = new Map<string, number[]>();
  for (const { key, columns } of series) {
    const station = byId.get(key)?.station ?? "";
    const cells = rows.get(station) ?? new Array<number>(CELLS).fill(-1);
    columns.time.forEach((time, index) => {
      const cell = Math.min(CELLS - 1, Math.max(0, Math.floor(((time - from) / (to - from)) * CELLS)));
      cells[cell] = Math.max(cells[cell] ?? -1, columns.value[index] ?? -1);
    });
    rows.set(station, cells);
  }
  const names = new Map(series.map(({ key }) => [byId.get(key)?.station ?? "", byId.get(key)?.stationName ?? ""]));
  const known = [...rows]
    .map(([station, cells]) => ({ station, name: names.get(station) ?? station, cells }))
    .filter((row) => row.cells.some((score) => score >= 0));
  return { rows: known, from, to };
}

/** Highest anomaly score of the charted sensors, one row a station; only there when the rule runs. */
export function AnomalyStrip() {
  const charts = useLive((state) => state.charts);
  const turn = useKeys((state) => state.turn);
  const range = useSharedRange();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const latest = useMemo(() => latestOnly(ask), []);
  const keys = useMemo(() => [...new Set(charts.flatMap((chart) => chart.keys))].slice(0, 32), [charts]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: turn asks again
  useEffect(() => {
    if (range === null || keys.length === 0) return;
    let alive = true;
    latest({ keys, ...range }).then(
      (value) => value !== null && alive && setAnswer(value),
      () => alive && setAnswer(null),
    );
    return () => {
      alive = false;
    };
  }, [keys, range, turn, latest]);
  return answer === null || answer.rows.length === 0 ? null : <Heat answer={answer} />;
}

/** Drawn again only when another answer is there: not for every step of a zoom. */
const Heat = memo(function Heat({ answer: { rows, from, to } }: { readonly answer: Answer }) {
  const zone = useFrame((state) => state.zone);
  const alertsAt = useAlertScore();
  return (
    <div className="anomaly" data-testid="anomaly-strip">
      <div className="anomaly-head">
        <b>Anomaly score</b>
        <span className="sub grow">charted sensors, highest of each cell</span>
        <span className="sub">0</span>
        <i className="ramp" />
        <span className="sub">1</span>
        <i className="anomaly-cell notable" />
        <span className="sub">alerts from {alertsAt}</span>
      </div>
      {rows.slice(0, 6).map((row) => (
        <div
          key={row.station}
          className="anomaly-row"
          style={{ paddingLeft: grid.left }}
          role="img"
          aria-label={`${row.name}: highest score ${Math.max(...row.cells).toFixed(2)}`}
        >
          {row.cells.map((score, index) => (
            <i
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
              key={index}
              className={score >= alertsAt ? "anomaly-cell notable" : "anomaly-cell"}
              style={{ background: heat(score) }}
              title={score < 0 ? "no event" : `${clock(from + (index / CELLS) * (to - from), zone)}: ${score.toFixed(2)}`}
            />
          ))}
          <span className="anomaly-name ellipsis" style={{ width: grid.right }} title={row.station}>
            {row.name}
          </span>
        </div>
      ))}
    </div>
  );
});

/** The score from which the rule alerts as it is set. */
function useAlertScore(): number {
  const session = useFrame((state) => state.status?.session);
  const { value, reload } = useRequest("plugins.list", null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another workspace may have it set otherwise
  useEffect(reload, [session]);
  const rule = value?.plugins.flatMap(({ contributions }) => contributions).find(({ id }) => id === "anomaly");
  const set = rule?.settings.find(({ name }) => name === "threshold")?.value;
  return typeof set === "number" ? set : ALERTS_AT;
}

function heat(score: number): string {
  if (score < 0) return "transparent";
  const at = Math.min(3.999, Math.max(0, score) * 4);
  const low = Math.floor(at);
  return `color-mix(in srgb, var(--w${low}), var(--w${low + 1}) ${Math.round((at - low) * 100)}%)`;
}
