import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { ProblemRow } from "../../src-main/ipc/contract.ts";
import { usePush } from "../bridge/use-push.ts";
import { useRequest } from "../bridge/use-request.ts";
import { openView, useFrame } from "../frame-actions.ts";
import { Button } from "../ui/button.tsx";
import { Empty, ErrorLine } from "../ui/empty.tsx";
import { count } from "../ui/format-number.ts";
import { clock } from "../ui/format-time.ts";
import { Table } from "../ui/table.tsx";
import { type BottomTab, changeLayout, toggleBottom, useFrameLayout } from "./frame-store.ts";
import { RejectsTable } from "./rejects-table.tsx";

export function BottomPanel() {
  const tab = useFrameLayout((state) => state.bottomTab);
  const problems = useFrame((state) => state.status?.problems ?? 0);
  const rejects = useFrame((state) => state.status?.rejects ?? 0);
  const tabs: readonly [BottomTab, string, number | null][] = [
    ["problems", "Problems", problems],
    ["rejects", "Refused rows", rejects],
    ["log", "Log", null],
  ];
  return (
    <section className="bottom-panel" aria-label="Problems and log">
      <div className="bottom-tabs">
        <div className="row" role="tablist" aria-label="What the panel shows">
          {tabs.map(([id, label, n]) => (
            <button
              key={id}
              type="button"
              role="tab"
              aria-selected={tab === id}
              onClick={() => changeLayout({ bottomTab: id })}
              data-testid={`bottom-${id}`}
            >
              {label}
              {n === null ? null : <span className={n > 0 && id === "problems" ? "badge critical" : "badge"}>{count(n)}</span>}
            </button>
          ))}
        </div>
        <span className="spacer" />
        <Button kind="plain" icon small aria-label="Close the panel" onClick={toggleBottom}>
          <IconX size={14} stroke={1.6} />
        </Button>
      </div>
      <div className="bottom-body">{tab === "rejects" ? <RejectsTable /> : <Problems log={tab === "log"} />}</div>
    </section>
  );
}

function Problems({ log }: { readonly log: boolean }) {
  const zone = useFrame((state) => state.zone);
  const answer = useRequest("problems.list", null);
  const [seen, setSeen] = useState(0);
  const session = useFrame((state) => state.status?.session ?? 0);
  usePush("problems.new", () => answer.reload());
  if (session !== seen) {
    setSeen(session);
    answer.reload();
  }
  if (answer.error !== null) return <ErrorLine text={answer.error} retry={answer.reload} />;
  if (log) {
    const lines = answer.value?.log ?? [];
    if (lines.length === 0) return <Empty title="The log is empty">What rules write with log() stands here.</Empty>;
    return (
      <div className="log mono selectable">
        {lines.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
          <div key={index}>
            <span className="sub">{entry.rule}</span> {entry.line}
          </div>
        ))}
      </div>
    );
  }
  const rows: readonly ProblemRow[] = answer.value?.problems ?? [];
  return (
    <Table<ProblemRow>
      label="Problems"
      count={rows.length}
      row={(index) => rows[index]}
      onOpen={() => openView("plugins")}
      data-testid="problems-table"
      empty={<Empty title="No problems">A plugin that fails is shown here with its file and line; the stream goes on.</Empty>}
      columns={[
        { id: "at", title: "When", width: "72px", cell: (row) => clock(row.at, zone) },
        {
          id: "plugin",
          title: "Plugin",
          width: "150px",
          cell: (row) => `${row.plugin}${row.quarantined ? " (quarantined)" : ""}`,
        },
        {
          id: "where",
          title: "Where",
          width: "220px",
          cell: (row) => `${row.file}${row.line === null ? "" : ` line ${row.line}`} ${row.hook}`,
        },
        { id: "message", title: "What", width: "1fr", cell: (row) => <span className="crit">{row.message}</span> },
        { id: "key", title: "Key", width: "200px", cell: (row) => row.key },
      ]}
    />
  );
}
