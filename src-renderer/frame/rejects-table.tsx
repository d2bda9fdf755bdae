import { useEffect, useState } from "react";
import type { RejectRow } from "../../src-main/ipc/contract.ts";
import { request } from "../bridge/bridge.ts";
import { usePages } from "../bridge/use-pages.ts";
import { useFrame } from "../frame-actions.ts";
import { Empty, ErrorLine } from "../ui/empty.tsx";
import { count } from "../ui/format-number.ts";
import { Table } from "../ui/table.tsx";

/** Rows that did not become events, each with where it stood and why. */
export function RejectsTable() {
  const [total, setTotal] = useState(0);
  const session = useFrame((state) => state.status?.session ?? 0);
  const rejects = useFrame((state) => state.status?.rejects ?? 0);
  const pages = usePages<RejectRow>(
    async (offset, limit) => {
      const answer = await request("rejects.page", { offset, limit });
      setTotal(answer.total);
      return { rows: answer.rows, total: answer.kept };
    },
    useSettled(`${session} ${rejects}`),
  );
  if (pages.error !== null) return <ErrorLine text={pages.error} />;
  return (
    <>
      {total > pages.total ? (
        <div className="table-note">{`The first ${count(pages.total)} of ${count(total)} refused rows are kept`}</div>
      ) : null}
      <Table<RejectRow>
        label="Refused rows"
        count={pages.total}
        row={pages.row}
        onVisible={pages.onVisible}
        data-testid="rejects-table"
        empty={<Empty title="No row was refused">Every row read so far became an event.</Empty>}
        columns={[
          { id: "source", title: "Source", width: "200px", cell: (row) => row.source },
          { id: "row", title: "Row", width: "80px", numeric: true, cell: (row) => count(row.row) },
          { id: "reason", title: "Reason", width: "110px", cell: (row) => row.reason },
          { id: "detail", title: "Why", width: "minmax(200px, 1fr)", cell: (row) => <span className="crit">{row.detail}</span> },
          { id: "text", title: "Text", width: "minmax(200px, 1.4fr)", cell: (row) => <span className="mono">{row.text}</span> },
        ]}
      />
    </>
  );
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
