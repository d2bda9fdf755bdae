import { useEffect, useState } from "react";
import type { Workspace } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { previewFiles, setRemapping, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { durationText } from "../../ui/format-time.ts";
import { sentence } from "../../ui/sentence.ts";
import { columnsSaid } from "./mapping-model.ts";

type Source = Workspace["sources"][number];

/** How what is open is read, with the way to change it; of files where they stand too. */
export function ReadHow() {
  const session = useFrame((state) => state.status?.session);
  const [source, setSource] = useState<Source | null>(null);
  const { value: mapping, reload } = useRequest("session.mapping", null);
  const state = useFrame(({ status }) => status?.state);
  const { value: notes, reload: reloadNotes } = useRequest("session.notes", null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session, or the end of this one
  useEffect(reloadNotes, [session, state]);
  // A queue's messages decide it once they come.
  const decided = useFrame((state) => (state.status?.keys ?? 0) > 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session, another mapping
  useEffect(reload, [session, decided]);
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
  if (source === null) return null;
  const columns = mapping === null ? "columns not known yet" : columnsSaid(mapping);
  if (source.kind !== "csv")
    return (
      <div className="row">
        <p className="sub grow">{columns}</p>
        {source.kind === "rabbitmq" ? (
          <Button onClick={() => setRemapping(true)} data-testid="source-mapping">
            Change how it is read…
          </Button>
        ) : null}
      </div>
    );
  const { paths, order, outOfOrderness } = source;
  return (
    <>
      <p className="sub selectable read-paths">
        {paths.slice(0, 6).join("\n")}
        {paths.length > 6 ? `\nand ${paths.length - 6} more` : ""}
      </p>
      {notes?.map((note) => (
        <p key={note} className="sub selectable" data-testid="source-note">
          {sentence(note)}
        </p>
      ))}
      <div className="row">
        <p className="sub grow">
          {columns} · {order === "time" ? "in order of time" : `as the rows stand, up to ${durationText(outOfOrderness)} late`}
        </p>
        <Button onClick={() => previewFiles(paths, source.mapping ?? null)} data-testid="source-mapping">
          Change how it is read…
        </Button>
      </div>
    </>
  );
}
