import { useState } from "react";
import { runAction, useFrame } from "../../frame-actions.ts";
import { Empty } from "../../ui/empty.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Compare } from "./compare.tsx";
import { Runs } from "./runs.tsx";
import { SqlConsole } from "./sql-console.tsx";
import "./explore.css";

type Tab = "compare" | "sql" | "runs";

/** What was read, offline: stations beside each other, SQL, runs compared. */
export function ExploreView() {
  const status = useFrame((state) => state.status);
  const [tab, setTab] = useState<Tab>("compare");
  const [bar, setBar] = useState<HTMLElement | null>(null);
  const options = [
    { value: "compare" as const, label: "Stations" },
    { value: "sql" as const, label: "SQL" },
    { value: "runs" as const, label: "Runs" },
  ];
  return (
    <div className="explore" data-testid="explore">
      <div className="explore-bar row">
        <b className="section-title">Explore</b>
        <Segments label="What to explore" value={tab} options={options} onChange={setTab} small data-testid="explore-tabs" />
        <span ref={setBar} className="row explore-look" />
      </div>
      {tab === "runs" ? (
        <Runs />
      ) : status === null || status.state === "none" ? (
        <Empty title="Nothing to explore yet" action={{ label: "Open a CSV…", run: () => runAction("open-file") }}>
          Open a file or a queue: everything read is kept in a store you can ask.
        </Empty>
      ) : tab === "compare" ? (
        <Compare bar={bar} />
      ) : (
        <SqlConsole />
      )}
    </div>
  );
}
