import { useEffect, useState } from "react";
import type { ReportCard, ReportPage } from "../../../src-main/ipc/contract.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { runAction, useFrame } from "../../frame-actions.ts";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { ianaZone } from "../../ui/format-time.ts";
import { ExportBar } from "./export-bar.tsx";
import type { Format } from "./export-page.ts";
import { KeyFigures } from "./key-figures.tsx";
import { PageFacts } from "./page-facts.tsx";
import { PageParameters } from "./page-parameters.tsx";
import { activePage, changePage, takePages, usePages, type Values } from "./pages-store.ts";
import { ReportBlock, THIRD } from "./report-block.tsx";
import { ReportGallery } from "./report-gallery.tsx";
import { sharedSettings } from "./shared-settings.ts";
import "./reports.css";

const SHIPPED = "reports";
/** A page of reports over the run that is open: choose, set, read, export. */
export function ReportsView() {
  const { value, error, reload } = useRequest("reports.list", null);
  const status = useFrame((state) => state.status);
  const zone = useFrame((state) => state.zone);
  const brushed = useFrame((state) => state.range);
  const page = usePages(activePage);
  const [fresh, setFresh] = useState(0);
  const [spans, setSpans] = useState<Readonly<Record<string, number>>>({});
  const [busy, setBusy] = useState<Format | null>(null);
  const session = status?.session;
  const path = status?.workspace.path;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run, other reports
  useEffect(reload, [session]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another workspace, other pages
  useEffect(takePages, [session, path]);

  const timezone = ianaZone(zone);
  // A range is [from, to): the last event shown belongs to it.
  const range = brushed === null ? null : { from: Math.floor(brushed.from), to: Math.floor(brushed.to) + 1 };
  const all = value?.reports ?? [];
  const chosen = page.chosen ?? all.filter(({ plugin }) => plugin === SHIPPED).map(({ id }) => id);
  const shown = chosen.flatMap((id) => all.find((report) => report.id === id) ?? []);
  const valuesOf = (report: ReportCard): Values => ({
    ...Object.fromEntries(report.settings.map(({ name, declaration }) => [name, declaration.default])),
    ...page.settings[report.id],
  });
  const valued = shown.map((report) => ({ report, values: valuesOf(report) }));
  const several = sharedSettings(valued).filter(({ reports }) => reports.length > 1);
  const asked: ReportPage = {
    reports: valued.map(({ report, values }) => ({ id: report.id, settings: values })),
    title: page.title,
    notes: page.notes,
    timezone,
    range,
  };
  const open = status !== null && status.state !== "none";
  const { value: terminal } = useRequest("reports.command", open && shown.length > 0 ? asked : undefined);
  if (!open) {
    return (
      <div data-testid="reports" className="page">
        <Empty title="No reports yet" action={{ label: "Open a CSV…", run: () => runAction("open-file") }}>
          Open a file or a queue: shares, histograms, rankings and data quality are computed over what was read.
        </Empty>
      </div>
    );
  }
  const turn = `${session} ${status.state} ${fresh}`;
  const toggle = (id: string): void =>
    changePage({ chosen: chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id] }, "reports on the page");
  const move = (id: string, by: -1 | 1 | null): void => {
    const next = by === null ? chosen : moved(chosen, id, by);
    if (by === null) toggle(id);
    else if (next !== chosen) changePage({ chosen: next }, "order of reports");
  };
  const common = { timezone, range, turn };
  return (
    <div className="reports" data-testid="reports">
      <ReportGallery
        {...common}
        reports={all}
        chosen={chosen}
        valuesOf={valuesOf}
        onToggle={toggle}
        command={terminal?.command ?? null}
      />
      <div className="reports-page">
        <ExportBar page={asked} busy={busy} onBusy={setBusy} />
        <PageFacts timezone={timezone} exporting={busy !== null} onComputeAgain={() => setFresh(fresh + 1)} />
        <PageParameters
          page={valued}
          onChange={(settings, title) => changePage({ settings: { ...page.settings, ...settings } }, `${title} of the page`)}
        />
        <textarea
          className="input reports-notes"
          placeholder="Notes on the page"
          value={page.notes}
          onChange={(event) => changePage({ notes: event.currentTarget.value }, null)}
          aria-label="Notes"
          data-testid="report-notes"
        />
        {error === null ? null : <ErrorLine text={error} retry={reload} />}
        {shown.length === 0 && value !== null ? (
          <Empty title="An empty page">Click reports at the left to put them on it.</Empty>
        ) : (
          <KeyFigures {...common} reports={asked.reports} />
        )}
        <div className="reports-grid">
          {shown.map((report) => (
            <ReportBlock
              {...common}
              key={report.id}
              report={report}
              values={valuesOf(report)}
              own={several.flatMap(({ name, reports }) => (reports.includes(report.id) ? [name] : []))}
              onChange={(values) =>
                changePage({ settings: { ...page.settings, [report.id]: values } }, `settings of ${report.title}`)
              }
              span={spans[report.id] ?? THIRD}
              onSpan={(columns) => setSpans((old) => ({ ...old, [report.id]: columns }))}
              onMove={(by) => move(report.id, by)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** One place up or down; the same list where there is none. */
function moved(list: readonly string[], id: string, by: -1 | 1): readonly string[] {
  const at = list.indexOf(id);
  const other = list[at + by];
  if (at < 0 || other === undefined) return list;
  return list.map((each) => (each === id ? other : each === other ? id : each));
}
