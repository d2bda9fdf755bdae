import { useState } from "react";
import type { Methods, RunRow } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { notify } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { RunComparison } from "./run-comparison.tsx";
import { RunsTable } from "./runs-table.tsx";
import { useRuns } from "./use-runs.ts";

type Comparison = Methods["runs.compare"]["value"];

/** Every run of this app with its settings and counters; two of them compared: which alerts are the same, gone, new. */
export function Runs() {
  const { value, error, reload } = useRuns();
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [comparison, setComparison] = useState<{ readonly a: RunRow; readonly b: RunRow; readonly answer: Comparison } | null>(
    null,
  );
  const [busy, setBusy] = useState(false);
  const runs = value?.runs ?? [];
  const compare = async (): Promise<void> => {
    const [first, second] = [...chosen].sort((x, y) => x - y);
    const a = runs.find(({ id }) => id === first);
    const b = runs.find(({ id }) => id === second);
    if (a === undefined || b === undefined) return;
    setBusy(true);
    try {
      setComparison({ a, b, answer: await request("runs.compare", { a: a.id, b: b.id }) });
    } catch (failure) {
      notify(readable(failure), "error");
    } finally {
      setBusy(false);
    }
  };
  const toggle = (id: number): void =>
    setChosen((old) => (old.includes(id) ? old.filter((each) => each !== id) : [...old.slice(-1), id]));
  if (value !== null && runs.length === 0)
    return (
      <Empty title="No run yet" action={{ label: "Look again", run: reload }}>
        Every file or queue that is opened is a run: its settings, counters and alerts are kept here.
      </Empty>
    );
  return (
    <div className="explore-body" data-testid="runs">
      <div className="row">
        <span className="sub grow">
          {runs.length < 2
            ? "One run so far: open something else, or change a plugin's settings, to have two to compare."
            : "Choose two runs to compare their alerts."}{" "}
          {value === null
            ? null
            : value.kept === null
              ? "Kept until Weir is closed; save the workspace to keep them."
              : `Kept in ${value.kept}.`}
        </span>
        <Button small onClick={reload}>
          Reload
        </Button>
        <Button
          small
          kind="primary"
          disabled={chosen.length !== 2 || busy}
          onClick={() => void compare()}
          data-testid="runs-compare"
        >
          Compare
        </Button>
      </div>
      {error === null ? null : <ErrorLine text={error} retry={reload} />}
      <RunsTable runs={runs} chosen={chosen} onToggle={toggle} />
      {comparison === null ? null : <RunComparison {...comparison} />}
    </div>
  );
}
