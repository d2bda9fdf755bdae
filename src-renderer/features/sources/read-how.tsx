import { useEffect, useState } from "react";
import type { Workspace } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { previewFiles, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { durationText } from "../../ui/format-time.ts";

type Source = Workspace["sources"][number];

/** Where the files that are open stand and how their rows are read, with the way to change it. */
export function ReadHow() {
  const session = useFrame((state) => state.status?.session);
  const [source, setSource] = useState<Source | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session, another source
  useEffect(() => {
    let alive = true;
    request("workspace.get", null).then(
      ({ sources }) => alive && setSource(sources[0] ?? null),
      () => alive && setSource(null),
    );
    return () => {
      alive = false;
    };
  }, [session]);
  if (source === null || source.kind !== "csv") return null;
  const { paths, order, outOfOrderness } = source;
  return (
    <>
      <p className="sub selectable read-paths">
        {paths.slice(0, 6).join("\n")}
        {paths.length > 6 ? `\nand ${paths.length - 6} more` : ""}
      </p>
      <div className="row">
        <p className="sub grow">
          {[
            ...columnsOf(source.mapping),
            order === "time" ? "in order of time" : `as the rows stand, up to ${durationText(outOfOrderness)} late`,
          ].join(" · ")}
        </p>
        <Button onClick={() => previewFiles(paths, source.mapping ?? null)} data-testid="source-mapping">
          Change how it is read…
        </Button>
      </div>
    </>
  );
}

/** Which column is what, as far as the mapping says. */
function columnsOf(mapping: Source["mapping"]): string[] {
  if (mapping === undefined) return ["columns as they were detected"];
  const name = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(" + ") : String(value));
  const time = (mapping["time"] as { readonly columns?: unknown } | undefined)?.columns;
  const parts: readonly (readonly [string, unknown])[] = [
    ["time", time],
    ...(["station", "sensor", "alarm", "value", "threshold", "active"] as const).map((role) => [role, mapping[role]] as const),
    ["until", mapping["intervalEnd"]],
  ];
  const values = mapping["values"];
  return [
    ...parts.filter(([, column]) => column !== undefined).map(([role, column]) => `${role} from ${name(column)}`),
    ...(Array.isArray(values) ? [`${values.length} columns of values`] : []),
  ];
}
