import { IconAlertCircle, IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import type { Methods } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";

type Result = Methods["plugins.scenarios"]["value"]["results"][number];

const WHAT =
  "A scenario is a folder scenarios/NAME beside the source: events.csv goes in, expected.jsonl says which alerts must come out, settings.json may set the rule.";

/** Runs the plugin's scenarios as they are saved, and says what came otherwise than expected. */
export function PluginScenarios({ name, onMade }: { readonly name: string; readonly onMade: () => void }) {
  const open = useFrame((state) => (state.status?.state ?? "none") !== "none");
  const [results, setResults] = useState<readonly Result[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [running, setRunning] = useState(false);
  const answer = async (ask: () => Promise<readonly Result[]>): Promise<void> => {
    setRunning(true);
    setError(null);
    try {
      setResults(await ask());
    } catch (failure) {
      setResults(null);
      setError(readable(failure));
    }
    setRunning(false);
  };
  const run = (update: boolean): Promise<void> =>
    answer(async () => (await request("plugins.scenarios", { name, update })).results);
  const start = (): Promise<void> =>
    answer(async () => {
      const { results: first } = await request("plugins.startScenario", { name });
      onMade();
      return first;
    });
  const failed = results?.filter(({ passed }) => !passed).length ?? 0;
  return (
    <div className="plugin-scenarios" data-testid="plugin-scenarios">
      <div className="row">
        <Button small disabled={running} onClick={() => void run(false)} data-testid="scenarios-run">
          {running ? "Running…" : results === null ? "Run scenarios" : "Run again"}
        </Button>
        <Button
          small
          disabled={running || !open}
          title={
            open
              ? "Takes the events up to the newest alert of this plugin; what it gives over them is expected from now on"
              : "Open a file or a queue first"
          }
          onClick={() => void start()}
          data-testid="scenario-start"
        >
          Make one from the open data
        </Button>
        {failed === 0 ? null : (
          <Button small disabled={running} title="expected.jsonl is written anew" onClick={() => void run(true)}>
            Expect what came
          </Button>
        )}
        <span className="sub" role="status">
          {results === null ? WHAT : `${results.length - failed} passed, ${failed} failed`}
        </span>
      </div>
      {error === null ? null : <ErrorLine text={error} />}
      {results?.map(({ name: scenario, passed, differences }) => (
        <div key={scenario} className="scenario selectable" data-testid="scenario" data-passed={passed}>
          <div className="row">
            {passed ? (
              <IconCircleCheck size={15} stroke={1.6} color="var(--ok)" />
            ) : (
              <IconAlertCircle size={15} stroke={1.6} color="var(--crit-mark)" />
            )}
            <b>{scenario}</b>
            <span className="sub">{passed ? "as expected" : ""}</span>
          </div>
          {differences.map((difference) => (
            <div key={difference} className="mono scenario-difference">
              {difference}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
