import { useEffect, useMemo, useState } from "react";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { latestOnly } from "../../bridge/latest.ts";
import { useFrame } from "../../frame-actions.ts";
import { measured } from "../../ui/format-number.ts";
import { duration } from "../../ui/format-time.ts";
import { seriesColour } from "../../ui/palette.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { keyLabel } from "./key-label.ts";
import { type ChartModel, type Range, useLive } from "./live-store.ts";

interface Row {
  readonly key: number;
  readonly min: number | null;
  readonly mean: number | null;
  readonly max: number | null;
}

/** About two a second come while events do. */
const TURNS = 4;

async function ask({ keys, from, to }: Range & { readonly keys: readonly number[] }): Promise<readonly Row[]> {
  const all = await Promise.all(keys.map((key) => request("series.statistics", { key, from, to })));
  return all.map(({ min, mean, max }, i) => ({ key: keys[i] ?? -1, min, mean, max }));
}

/** Least, mean and greatest value of every series of a chart, between A and B where they stand, else in view; nothing of a single series. */
export function ChartStatistics({ chart, view }: { readonly chart: ChartModel; readonly view: Range }) {
  const a = useLive((state) => state.a);
  const b = useLive((state) => state.b);
  const byId = useKeys((state) => state.byId);
  const turn = useKeys((state) => state.turn);
  const palette = usePalette();
  const [rows, setRows] = useState<readonly Row[]>([]);
  const latest = useMemo(() => latestOnly(ask), []);
  const between = a !== null && b !== null;
  const from = between ? Math.min(a, b) : view.from;
  const to = between ? Math.max(a, b) : view.to;
  const { keys } = chart;
  const zoomed = useFrame((state) => state.range !== null);
  const frozen = useLive((state) => state.frozen !== null);
  // While it follows each answer would be of another range: now and then is often enough for so many series.
  const asked = between || zoomed || frozen ? `${from} ${to}` : `${Math.floor(turn / TURNS)}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the range is in what is asked for
  useEffect(() => {
    if (keys.length < 2) return;
    let alive = true;
    latest({ keys, from, to }).then(
      (answer) => answer !== null && alive && setRows(answer),
      () => alive && setRows([]),
    );
    return () => {
      alive = false;
    };
  }, [keys, asked, latest]);
  if (keys.length < 2) return null;
  const infos = keys.map((id) => byId.get(id));
  return (
    <section data-testid="chart-statistics">
      <div className="row">
        <b className="grow">On this chart</b>
        <span className="sub">
          {between ? "A to B" : "in view"} {duration(to - from)}
        </span>
      </div>
      <table className="stats named" aria-label="On this chart">
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">Series</span>
            </th>
            <th>Min</th>
            <th>Mean</th>
            <th>Max</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key, i) => {
            const row = rows.find((each) => each.key === key);
            const unit = infos[i]?.unit ?? "";
            return (
              <tr key={key}>
                <td title={`${infos[i]?.name ?? ""} ${unit}`}>
                  <i className="swatch" style={{ background: seriesColour(palette, i) }} /> {keyLabel(infos[i], infos)}
                </td>
                <td>{measured(row?.min)}</td>
                <td>{measured(row?.mean)}</td>
                <td>{measured(row?.max)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
