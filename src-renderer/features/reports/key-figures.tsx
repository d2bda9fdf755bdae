import type { ReportPage } from "../../../src-main/ipc/contract.ts";
import { useReport } from "./use-report.ts";

export interface KeyFiguresProps {
  readonly reports: ReportPage["reports"];
  readonly timezone: string;
  readonly range: ReportPage["range"];
  readonly turn: string;
}

/** What the reports of the page say in one number each, large. */
export function KeyFigures({ reports, ...common }: KeyFiguresProps) {
  return (
    <div className="report-figures" data-testid="report-figures">
      {reports.map(({ id, settings }) => (
        <Figures key={id} question={{ id, settings, timezone: common.timezone, range: common.range }} turn={common.turn} />
      ))}
    </div>
  );
}

function Figures({ question, turn }: { readonly question: Parameters<typeof useReport>[0]; readonly turn: string }) {
  const { result } = useReport(question, turn);
  return (result?.figures ?? []).map(({ label, value, aside }) => (
    <div key={label} className="report-figure">
      <span className="sub">{label}</span>
      <b className="clamped" title={value}>
        {value}
      </b>
      <span className="sub">{aside}</span>
    </div>
  ));
}
