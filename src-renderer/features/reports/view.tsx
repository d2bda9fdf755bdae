import { useEffect, useMemo, useState } from "react";
import type { ReportCard } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { notify, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { TextInput } from "../../ui/field.tsx";
import { ReportBlock } from "./report-block.tsx";
import "./reports.css";

type Values = Readonly<Record<string, number | boolean | string>>;
type Format = "html" | "pdf" | "json" | "csv" | "parquet";
const formats: readonly Format[] = ["html", "pdf", "json", "csv", "parquet"];

/** A page of reports over the run that is open: choose, set, read, export. */
export function ReportsView() {
  const { value, error, reload } = useRequest("reports.list", null);
  const status = useFrame((state) => state.status);
  const zone = useFrame((state) => state.zone);
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [settings, setSettings] = useState<Readonly<Record<string, Values>>>({});
  const [title, setTitle] = useState("Report");
  const [notes, setNotes] = useState("");
  const timezone = zone === "UTC" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
  const reports = value?.reports ?? [];
  const shown = useMemo(() => reports.filter(({ id }) => chosen === null || chosen.includes(id)), [reports, chosen]);
  const session = status?.session;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run, other reports
  useEffect(reload, [session]);
  if (status === null || status.state === "none") {
    return (
      <div data-testid="reports" className="page">
        <Empty title="No reports yet">
          Open a file or a queue: shares, histograms, rankings and data quality are computed over what was read.
        </Empty>
      </div>
    );
  }
  const valuesOf = (report: ReportCard): Values => ({
    ...Object.fromEntries(report.settings.map(({ name, declaration }) => [name, declaration.default])),
    ...settings[report.id],
  });
  const toggle = (id: string): void => {
    const now = chosen ?? reports.map((report) => report.id);
    setChosen(now.includes(id) ? now.filter((each) => each !== id) : [...now, id]);
  };
  const exportAs = async (format: Format): Promise<void> => {
    const path = await request("dialog.save", {
      title: `Export as ${format}`,
      defaultPath: `report.${format}`,
      filters: [{ name: format.toUpperCase(), extensions: [format] }],
    });
    if (path === null) return;
    const wanted = shown.map((report) => ({ id: report.id, settings: valuesOf(report) }));
    const common = { reports: wanted, title, notes, timezone };
    if (format === "pdf") {
      // Beside it, under a name nobody else has: the page that is printed.
      const html = `${path}.html`;
      await request("reports.export", { ...common, format: "html", path: html });
      await request("app.printPdf", { html, pdf: path });
    } else await request("reports.export", { ...common, format, path });
    notify(`Report written to ${path}`, "success");
  };
  return (
    <div className="reports" data-testid="reports">
      <aside className="reports-gallery">
        <b className="section-title">Reports</b>
        {error === null ? null : <ErrorLine text={error} retry={reload} />}
        {reports.map(({ id, title: name, description }) => {
          const on = shown.some((report) => report.id === id);
          return (
            <button
              key={id}
              type="button"
              className="report-card card"
              aria-pressed={on}
              data-testid="report-card"
              data-id={id}
              onClick={() => toggle(id)}
            >
              <b>{name}</b>
              <span className="sub">{description}</span>
            </button>
          );
        })}
      </aside>
      <div className="reports-page">
        <div className="reports-bar row">
          <TextInput value={title} onChange={setTitle} aria-label="Title of the page" className="grow" />
          {formats.map((format) => (
            <Button
              key={format}
              small
              data-testid={`report-export-${format}`}
              disabled={shown.length === 0}
              onClick={() => void exportAs(format).catch((failure: unknown) => notify(readable(failure), "error"))}
            >
              {format.toUpperCase()}
            </Button>
          ))}
        </div>
        <textarea
          className="input reports-notes"
          placeholder="Notes on the page"
          value={notes}
          onChange={(event) => setNotes(event.currentTarget.value)}
          aria-label="Notes"
        />
        <p className="sub mono selectable reports-command">
          weir report {status.description} {chosen === null ? "" : shown.map(({ id }) => `--report ${id}`).join(" ")} --timezone{" "}
          {timezone} --out report.html
        </p>
        {shown.length === 0 ? <Empty title="Nothing chosen">Click reports at the left to put them on the page.</Empty> : null}
        {shown.map((report) => (
          <ReportBlock
            key={report.id}
            report={report}
            values={valuesOf(report)}
            timezone={timezone}
            run={`${session} ${status.state}`}
            onChange={(values) => setSettings((old) => ({ ...old, [report.id]: values }))}
          />
        ))}
      </div>
    </div>
  );
}
