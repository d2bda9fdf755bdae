import { IconAlertTriangle, IconCircleCheck, IconFileTypeCsv, IconInfoCircle, IconPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { CsvPreview } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { closePreview, notify, previewFiles, runAction, useFrame } from "../../frame-actions.ts";
import { Badge, Shortcut } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { bytes, count } from "../../ui/format-number.ts";
import { sentence } from "../../ui/sentence.ts";
import { detectedSentence } from "./detected-sentence.ts";
import { DetectionCards, type Order } from "./detection-cards.tsx";
import { MappingForm } from "./mapping-form.tsx";
import { PreviewRows } from "./preview-rows.tsx";
import { troubleOf } from "./preview-trouble.ts";
import { usePreview } from "./use-preview.ts";
import { WholeFile } from "./whole-file.tsx";

/** A file before it is opened: how it is read, shown on its own rows, and every answer can be changed. */
export function CsvPreviewScreen({ paths }: { readonly paths: readonly string[] }) {
  const path = paths[0] ?? "";
  const { value, error, loading, change } = usePreview(paths, useFrame.getState().previewMapping ?? undefined);
  const [order, setOrder] = useState<Order>("time");
  const [outOfOrderness, setOutOfOrderness] = useState(0);
  const [once, setOnce] = useState(false);
  const openButton = useRef<HTMLButtonElement>(null);
  const name = path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
  const open = (): void => {
    runAction("open-source", {
      kind: "files",
      paths,
      order,
      once: once && order === "time",
      outOfOrderness: order === "arrival" ? outOfOrderness : 0,
      ...(value === null ? {} : { mapping: value.mapping }),
    });
  };
  const addFiles = async (): Promise<void> => {
    const more = await request("dialog.open", {
      title: "Add files to be read as one source",
      multiple: true,
      filters: [
        { name: "Data", extensions: ["csv", "tsv", "txt", "gz"] },
        { name: "All files", extensions: ["*"] },
      ],
    });
    if (more.length > 0) previewFiles([...new Set([...paths, ...more])], value?.mapping ?? null);
  };
  const several = value !== null && value.files > 1;
  const size =
    value === null ? "" : ` · ${several ? `${count(value.files)} files, ${bytes(value.bytes)} in all` : bytes(value.bytes)}`;
  // Of a folder nobody has named a file.
  const shown = several && value.path !== path ? ` · rows of ${value.path.split(/[\\/]/).at(-1)}` : "";
  const ready = value !== null;
  // Enter opens it, unless the focus was put elsewhere already.
  useEffect(() => {
    if (ready && document.activeElement?.matches("body, main") === true) openButton.current?.focus();
  }, [ready]);
  return (
    <div className="csv" data-testid="csv-preview">
      <header className="csv-head">
        <IconFileTypeCsv size={24} stroke={1.6} color="var(--accent)" />
        <div className="grow">
          <h1>{paths.length > 1 ? `${name} and ${paths.length - 1} more` : name}</h1>
          <div className="sub ellipsis" title={paths.join("\n")}>
            {path}
            {size}
            {shown}
            {loading ? " · looking…" : ""}
          </div>
        </div>
        <Button
          onClick={() => void addFiles().catch((error: unknown) => notify(readable(error), "error"))}
          title="Files of a kind, each read by its own header"
          data-testid="csv-add"
        >
          <IconPlus size={15} stroke={1.6} /> Add files as one source
        </Button>
        <Button onClick={closePreview}>Cancel</Button>
        <Button
          ref={openButton}
          kind="primary"
          onClick={open}
          disabled={value === null || value.unread !== null || error !== null}
          data-testid="csv-open"
        >
          Open <Shortcut keys="Enter" />
        </Button>
      </header>
      {error === null ? null : <ErrorLine text={error} />}
      {value === null ? (
        <NotYet failed={error !== null} />
      ) : (
        <>
          <HowKnown preview={value} detectAgain={() => change(undefined, "mapping")} />
          {value.notes.map((note) => (
            <p key={note} className="csv-note sub" data-testid="csv-note">
              {sentence(note)}
            </p>
          ))}
          <DetectionCards preview={value} order={order} onOrder={setOrder} onChange={change} />
          <div className="csv-middle">
            <PreviewRows preview={value} />
            <aside className="csv-mapping">
              <div className="pane-head">Mapping</div>
              <MappingForm
                preview={value}
                order={order}
                onOrder={setOrder}
                once={once}
                onOnce={setOnce}
                outOfOrderness={outOfOrderness}
                onOutOfOrderness={setOutOfOrderness}
                onChange={change}
              />
            </aside>
          </div>
          {value.unread === null ? <WholeFile paths={paths} preview={value} /> : null}
        </>
      )}
    </div>
  );
}

/** A known format, what was found of another, or what must be chosen or changed before its rows can be read. */
function HowKnown({ preview, detectAgain }: { readonly preview: CsvPreview; readonly detectAgain: () => void }) {
  const { preset, answers, columns } = preview;
  const trouble = troubleOf(preview);
  const icon =
    trouble !== null ? (
      <IconAlertTriangle size={16} stroke={1.6} color="var(--warn-mark)" />
    ) : preset === null ? (
      <IconInfoCircle size={16} stroke={1.6} color="var(--accent)" />
    ) : (
      <IconCircleCheck size={16} stroke={1.6} color="var(--ok)" />
    );
  const [title, said] =
    trouble ??
    (preset === null
      ? ["No known format: ", detectedSentence(answers)]
      : [
          `Recognised: ${preset} `,
          `${columns.length} column names and the time format match the catalogue. Codes get their names and units.`,
        ]);
  return (
    <div className="csv-known">
      {icon}
      <span className="grow" role={trouble === null ? undefined : "status"} data-testid="csv-known">
        <b>{title}</b>
        <span className="sub">{said}</span>
      </span>
      {preset === null ? null : <Badge kind="accent">{preset}</Badge>}
      <Button small onClick={detectAgain}>
        Detect again
      </Button>
    </div>
  );
}

function NotYet({ failed }: { readonly failed: boolean }) {
  const open = useFrame(({ status }) => status !== null && status.state !== "none");
  if (!failed) return <Empty title="Looking at the first rows…" />;
  return (
    <Empty
      title="This file cannot be read as it is"
      action={{ label: "Choose another file…", run: () => runAction("open-file") }}
    >
      {open ? "The line above says why. What is open stays open; Cancel goes back to it." : "The line above says why."}
    </Empty>
  );
}
