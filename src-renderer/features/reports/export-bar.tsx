import { IconFileTypeHtml, IconFileTypePdf, IconPhoto, IconTable } from "@tabler/icons-react";
import { useEffect } from "react";
import type { ReportPage } from "../../../src-main/ipc/contract.ts";
import { readable } from "../../bridge/bridge.ts";
import { addCommands, notify } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { TextInput } from "../../ui/field.tsx";
import { exportPage, type Format, formats } from "./export-page.ts";
import { changePage } from "./pages-store.ts";

const icons = {
  html: IconFileTypeHtml,
  pdf: IconFileTypePdf,
  png: IconPhoto,
  json: IconTable,
  csv: IconTable,
  parquet: IconTable,
};

export interface ExportBarProps {
  readonly page: ReportPage;
  /** The format being written; null: none is. */
  readonly busy: Format | null;
  readonly onBusy: (format: Format | null) => void;
}

/** The title of a page, and the page as a file. */
export function ExportBar({ page, busy, onBusy }: ExportBarProps) {
  const save = (format: Format): void => {
    onBusy(format);
    exportPage(page, format)
      .then(
        (files) =>
          files.length > 0 &&
          notify(`Written: ${files[0]}${files.length > 1 ? ` and ${files.length - 1} more beside it` : ""}`, "success"),
      )
      .catch((failure: unknown) => notify(readable(failure), "error"))
      .finally(() => onBusy(null));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the commands act on the page as it is when they run
  useEffect(
    () =>
      addCommands(
        formats.map((format) => ({
          id: `report-${format}`,
          group: "Reports",
          title: `Export the page as ${format.toUpperCase()}`,
          run: () => save(format),
        })),
      ),
    [JSON.stringify(page)],
  );
  return (
    <div className="reports-bar row">
      <TextInput
        value={page.title}
        onChange={(title) => changePage({ title }, null)}
        aria-label="Title of the page"
        data-testid="report-title"
        className="grow reports-title"
      />
      {formats.map((format) => {
        const Icon = icons[format];
        return (
          <Button
            key={format}
            data-testid={`report-export-${format}`}
            disabled={page.reports.length === 0 || busy !== null}
            aria-busy={busy === format}
            onClick={() => save(format)}
          >
            <Icon size={15} stroke={1.6} />
            {format === "parquet" ? "Parquet" : format.toUpperCase()}
          </Button>
        );
      })}
    </div>
  );
}
