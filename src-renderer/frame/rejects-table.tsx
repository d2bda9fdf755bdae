import { useEffect, useState } from "react";
import type { RefusalReason, RejectRow } from "../../src-main/ipc/contract.ts";
import { request } from "../bridge/bridge.ts";
import { usePages } from "../bridge/use-pages.ts";
import { notify, useFrame } from "../frame-actions.ts";
import { Button } from "../ui/button.tsx";
import { Empty, ErrorLine } from "../ui/empty.tsx";
import { Select } from "../ui/field.tsx";
import { count } from "../ui/format-number.ts";
import { Table } from "../ui/table.tsx";
import { attempt } from "./opening.ts";

/** Rows that did not become events, each with where it stood and why. */
export function RejectsTable() {
  const [total, setTotal] = useState(0);
  const [reason, setReason] = useState<RefusalReason | "">("");
  const counts = useFrame((state) => state.status?.metrics?.records_dropped_total);
  const wanted = reason === "" ? {} : { reason };
  const session = useFrame((state) => state.status?.session ?? 0);
  const rejects = useFrame((state) => state.status?.rejects ?? 0);
  const pages = usePages<RejectRow>(
    async (offset, limit) => {
      const answer = await request("rejects.page", { offset, limit, ...wanted });
      setTotal(answer.total);
      return { rows: answer.rows, total: answer.kept };
    },
    `${useSettled(`${session} ${rejects}`)} ${reason}`,
  );
  if (pages.error !== null) return <ErrorLine text={pages.error} />;
  return (
    <>
      <div className="table-note row">
        <Select
          small
          aria-label="Reason"
          data-testid="rejects-reason"
          value={reason}
          options={[
            { value: "", label: `Any reason, ${count(rejects)}` },
            ...Object.entries(counts ?? {})
              .filter(([, n]) => n > 0)
              .map(([name, n]) => ({ value: name, label: `${name}, ${count(n)}` })),
          ]}
          onChange={(value) => setReason(value as RefusalReason | "")}
        />
        <Button small disabled={pages.total === 0} data-testid="rejects-export" onClick={() => attempt(exportRejects(wanted))}>
          Export {count(pages.total)}
        </Button>
        {total > pages.total ? <span>{`The first ${count(pages.total)} of ${count(total)} refused rows are kept`}</span> : null}
      </div>
      <Table<RejectRow>
        label="Refused rows"
        count={pages.total}
        row={pages.row}
        onVisible={pages.onVisible}
        data-testid="rejects-table"
        empty={<Empty title="No row was refused">Every row read so far became an event.</Empty>}
        columns={[
          { id: "source", title: "Source", width: "200px", cell: (row) => <Cut text={row.source} /> },
          { id: "row", title: "Row", width: "80px", numeric: true, cell: (row) => count(row.row) },
          { id: "reason", title: "Reason", width: "110px", cell: (row) => row.reason },
          {
            id: "detail",
            title: "Why",
            width: "minmax(200px, 1fr)",
            cell: (row) => <Cut kind="crit" text={row.detail} />,
          },
          {
            id: "text",
            title: "Text",
            width: "minmax(200px, 1.4fr)",
            cell: (row) => <Cut kind="mono" text={row.text} />,
          },
        ]}
      />
    </>
  );
}

async function exportRejects(wanted: { readonly reason?: RefusalReason }): Promise<void> {
  const filters = [{ name: "CSV", extensions: ["csv"] }];
  const path = await request("dialog.save", { title: "Export refused rows", defaultPath: "rejects.csv", filters });
  if (path === null) return;
  const { rows } = await request("rejects.export", { path, ...wanted });
  notify(`${count(rows)} rows written to ${path}`, "success");
}

/** Changes at most once a second. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settled === value ? 0 : 1000);
    return () => clearTimeout(timer);
  }, [value, settled]);
  return settled;
}

/** A cell that may be too narrow for its text: the whole of it shows on hover. */
function Cut({ text, kind }: { readonly text: string; readonly kind?: "crit" | "mono" }) {
  return (
    <span className={kind} title={text}>
      {text}
    </span>
  );
}
