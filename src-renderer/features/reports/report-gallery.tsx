import { IconPlus, IconTable, IconTrash } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { ReportCard, ReportPage } from "../../../src-main/ipc/contract.ts";
import { Button } from "../../ui/button.tsx";
import { Chart } from "../../ui/chart.tsx";
import { TextInput } from "../../ui/field.tsx";
import { usePalette } from "../../ui/use-palette.ts";
import { activePage, addPage, removePage, showPage, usePages, type Values } from "./pages-store.ts";
import { thumbnailOption } from "./report-picture.ts";
import { useReport } from "./use-report.ts";

export interface GalleryProps {
  readonly reports: readonly ReportCard[];
  readonly chosen: readonly string[];
  readonly valuesOf: (report: ReportCard) => Values;
  readonly timezone: string;
  readonly range: ReportPage["range"];
  readonly turn: string;
  readonly onToggle: (id: string) => void;
  readonly command: string | null;
}

/** Pages of the workspace, and every report there is with a picture of what it says now. */
export function ReportGallery({ reports, chosen, valuesOf, timezone, range, turn, onToggle, command }: GalleryProps) {
  const [text, setText] = useState("");
  const { pages } = usePages();
  const active = usePages(activePage);
  const found = reports.filter(({ title, description }) => `${title} ${description}`.toLowerCase().includes(text.toLowerCase()));
  return (
    <aside className="reports-gallery" aria-label="Reports">
      <div className="row">
        <b className="section-title grow">Reports</b>
        <Button small icon kind="plain" aria-label="New page" data-testid="report-new-page" onClick={addPage}>
          <IconPlus size={15} stroke={1.6} />
        </Button>
      </div>
      <TextInput small value={text} onChange={setText} placeholder="Find a report" aria-label="Find a report" data-search />
      <span className="sub gallery-head">Pages</span>
      {pages.map((page, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pages have no identity but their place
        <div key={i} className="row gallery-page">
          <button type="button" className="report-card grow" aria-pressed={page === active} onClick={() => showPage(i)}>
            <span className="grow ellipsis">{page.title || "Untitled"}</span>
            <span className="sub">{page.chosen === null ? "all" : page.chosen.length}</span>
          </button>
          {pages.length > 1 ? (
            <Button small icon kind="plain" aria-label={`Remove page ${page.title}`} onClick={() => removePage(i)}>
              <IconTrash size={14} stroke={1.6} />
            </Button>
          ) : null}
        </div>
      ))}
      <span className="sub gallery-head">On this page</span>
      {found.map((report) => (
        <button
          key={report.id}
          type="button"
          className="report-card"
          aria-pressed={chosen.includes(report.id)}
          title={report.description}
          data-testid="report-card"
          data-id={report.id}
          onClick={() => onToggle(report.id)}
        >
          <Thumbnail report={report} values={valuesOf(report)} timezone={timezone} range={range} turn={turn} />
          <span className="report-card-text">
            <b>{report.title}</b>
            <span className="sub">{report.plugin === "reports" ? report.description : `plugin ${report.plugin}`}</span>
          </span>
        </button>
      ))}
      {found.length === 0 ? <span className="sub">No report is called so.</span> : null}
      <span className="spacer" />
      {command === null ? null : (
        <>
          <span className="sub">The same page from a terminal</span>
          <pre className="mono selectable reports-command" data-testid="report-command">
            {command}
          </pre>
        </>
      )}
    </aside>
  );
}

type ThumbnailProps = Pick<GalleryProps, "timezone" | "range" | "turn"> & {
  readonly report: ReportCard;
  readonly values: Values;
};

function Thumbnail({ report, values, timezone, range, turn }: ThumbnailProps) {
  const { result } = useReport({ id: report.id, settings: values, timezone, range }, turn);
  const palette = usePalette();
  const option = useMemo(
    () => (result === null || result.picture === null ? null : thumbnailOption(result.picture, palette)),
    [result, palette],
  );
  return (
    <span className="report-thumbnail" aria-hidden="true" data-testid="report-thumbnail">
      {option === null ? <IconTable size={18} stroke={1.4} /> : <Chart option={option} label="" />}
    </span>
  );
}
