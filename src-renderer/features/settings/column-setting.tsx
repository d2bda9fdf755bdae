import { useEffect } from "react";
import { useRequest } from "../../bridge/use-request.ts";
import { previewFiles, setRemapping, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { columnMeanings } from "../../ui/column-meanings.ts";

/** Columns shown: a wide table may have thousands. */
const MOST = 200;

/** What each column of the source that is open is read as, with the way to change it. */
export function ColumnSetting() {
  const session = useFrame((state) => state.status?.session);
  const workspace = useRequest("workspace.get", null);
  const { value: mapping, reload } = useRequest("session.mapping", null);
  // A queue's messages decide it once they come.
  const decided = useFrame((state) => (state.status?.keys ?? 0) > 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session, another source
  useEffect(() => {
    workspace.reload();
    reload();
  }, [session, decided]);
  const source = workspace.value?.sources[0];
  if (source === undefined) return null;
  const rows = mapping === null ? [] : columnMeanings(mapping);
  const units = rows.some(({ unit }) => unit !== "");
  return (
    <section className="card page-card" data-testid="column-setting">
      <div className="row">
        <b className="section-title grow">Columns</b>
        {source.kind === "csv" ? (
          <Button onClick={() => previewFiles(source.paths, source.mapping ?? null)}>Change how it is read…</Button>
        ) : source.kind === "rabbitmq" ? (
          <Button onClick={() => setRemapping(true)}>Change how it is read…</Button>
        ) : null}
      </div>
      {mapping === null ? (
        <span className="sub">
          {source.kind === "rabbitmq"
            ? "The first messages of the queue decide which is what."
            : decided
              ? "A recording: its events are as they were kept."
              : "Told once the file is open."}
        </span>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
        <section className="column-table" tabIndex={0} aria-label="Columns">
          <table aria-label="Columns of the source">
            <thead>
              <tr>
                <th scope="col">Column</th>
                <th scope="col">Read as</th>
                {units ? <th scope="col">Unit</th> : null}
                <th scope="col">Written</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, MOST).map(({ column, meaning, unit, detail }, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name
                <tr key={i} className={meaning === "" ? "sub" : undefined}>
                  <td className="selectable">{column || "–"}</td>
                  <td>{meaning || "–"}</td>
                  {units ? <td>{unit}</td> : null}
                  <td className="sub selectable">{detail}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length > MOST ? <span className="sub">and {rows.length - MOST} more columns</span> : null}
        </section>
      )}
    </section>
  );
}
