import { IconArrowDown, IconArrowUp, IconCopy, IconX } from "@tabler/icons-react";
import { type CSSProperties, useEffect, useMemo, useRef, useState } from "react";
import type { ReportCard, ReportPage, ReportResult } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { notify } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Chart } from "../../ui/chart.tsx";
import type { ChartInstance } from "../../ui/echarts.ts";
import { ErrorLine } from "../../ui/empty.tsx";
import { seconds } from "../../ui/format-number.ts";
import { usePalette } from "../../ui/use-palette.ts";
import type { Values } from "./pages-store.ts";
import { Parameters } from "./report-parameters.tsx";
import { colourOf, reportOption } from "./report-picture.ts";
import { ReportTable } from "./report-table.tsx";
import { useReport } from "./use-report.ts";

export interface ReportBlockProps {
  readonly report: ReportCard;
  readonly values: Values;
  readonly timezone: string;
  readonly range: ReportPage["range"];
  /** Changes when there is something new to compute over. */
  readonly turn: string;
  /** Names of settings that other reports of the page have too: here they are set for this one. */
  readonly own: readonly string[];
  readonly onChange: (values: Values) => void;
  /** Of twelve columns of the page: those it has where others stand beside it, and where it says how many it wants. */
  readonly span: number;
  readonly onSpan: (columns: number) => void;
  /** One place up, down, or off the page. */
  readonly onMove: (by: -1 | 1 | null) => void;
}

/** Columns of the page of twelve. */
export const THIRD = 4;

/** One report on the page: its parameters in a row, its chart, its numbers. */
export function ReportBlock({ report, values, timezone, range, turn, own, onChange, span, onSpan, onMove }: ReportBlockProps) {
  const { result, error, busy, cancelled, again } = useReport({ id: report.id, settings: values, timezone, range }, turn);
  const palette = usePalette();
  const chart = useRef<ChartInstance | null>(null);
  const [numbers, setNumbers] = useState(false);
  const picture = result?.picture ?? null;
  const option = useMemo(() => (picture === null ? null : reportOption(picture, palette)), [picture, palette]);
  const wanted = spanOf(result);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when it changes
  useEffect(() => onSpan(wanted), [wanted]);
  const copy = async (): Promise<void> => {
    const png = chart.current?.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: palette["bg-pop"] });
    if (png === undefined) return;
    await request("app.copyImage", { png });
    notify(`${report.title}: the chart is on the clipboard`, "success");
  };
  return (
    <section
      className="card report-block"
      style={{ "--span": span } as CSSProperties}
      aria-label={report.title}
      aria-busy={busy}
      data-testid="report-block"
      data-id={report.id}
    >
      <div className="row">
        <b className="section-title grow ellipsis">{report.title}</b>
        {picture?.ramp == null ? null : (
          <Ramp colours={picture.ramp.colours.map((each) => colourOf(each, palette))} most={picture.ramp.most} />
        )}
        <span className="report-moves">
          <Button small icon kind="plain" aria-label={`Move ${report.title} up`} onClick={() => onMove(-1)}>
            <IconArrowUp size={14} stroke={1.6} />
          </Button>
          <Button small icon kind="plain" aria-label={`Move ${report.title} down`} onClick={() => onMove(1)}>
            <IconArrowDown size={14} stroke={1.6} />
          </Button>
          <Button small icon kind="plain" aria-label={`Take ${report.title} off the page`} onClick={() => onMove(null)}>
            <IconX size={14} stroke={1.6} />
          </Button>
        </span>
        {option === null ? null : (
          <Button
            small
            icon
            kind="plain"
            aria-label="Copy the chart as an image"
            data-testid="report-copy"
            onClick={() => void copy().catch((failure: unknown) => notify(readable(failure), "error"))}
          >
            <IconCopy size={14} stroke={1.6} />
          </Button>
        )}
      </div>
      <p className="sub">
        {[report.description.replace(/\.$/, ""), result?.chosen ?? "", picture?.note ?? ""].filter(Boolean).join(" · ")}
      </p>
      <Parameters report={report} values={values} own={own} onChange={onChange} />
      {error === null ? null : <ErrorLine text={error} />}
      {cancelled ? (
        <p className="sub row" data-testid="report-cancelled">
          {result === null ? "Cancelled." : "Cancelled: what is shown is from before."}
          <Button small kind="plain" onClick={again}>
            Compute
          </Button>
        </p>
      ) : null}
      {option === null ? null : (
        <div className="report-chart" style={{ height: picture?.height }} data-testid="report-chart" data-id={report.id}>
          <Chart
            option={option}
            label={report.title}
            onReady={(instance) => {
              chart.current = instance;
              return () => {
                chart.current = null;
              };
            }}
          />
        </div>
      )}
      {result === null ? (
        <p className="sub">{error === null && !cancelled ? "Being computed…" : ""}</p>
      ) : result.rows === 0 ? (
        <p className="sub">Nothing to show: no row of the data is of this kind.</p>
      ) : option === null || numbers ? (
        <ReportTable result={result} />
      ) : null}
      {result === null || result.rows === 0 ? null : (
        <div className="row">
          {option === null ? null : (
            <Button small kind="plain" aria-expanded={numbers} onClick={() => setNumbers(!numbers)}>
              {numbers
                ? "Hide the numbers"
                : `Numbers: ${result.rows.toLocaleString("en")} ${result.rows === 1 ? "row" : "rows"}`}
            </Button>
          )}
          <span className="spacer" />
          <span className="sub">
            {busy ? "computing… " : ""}
            {result.cut ? "cut: there are more rows than a report may have · " : ""}
            {seconds(result.seconds)}
          </span>
        </div>
      )}
    </section>
  );
}

/** As in the exported page: a third, two thirds, all of it. */
function spanOf(result: ReportResult | null): number {
  if (result === null) return THIRD;
  if (result.picture !== null) return result.picture.wide ? 2 * THIRD : THIRD;
  if (result.columns.length <= 6 || result.rows <= 1) return THIRD;
  return result.rows > 3 ? 3 * THIRD : 2 * THIRD;
}

function Ramp({ colours, most }: { readonly colours: readonly string[]; readonly most: number }) {
  return (
    <span className="report-ramp sub">
      0
      {colours.map((colour) => (
        <i key={colour} style={{ background: colour }} />
      ))}
      {most.toLocaleString("en")}
    </span>
  );
}
