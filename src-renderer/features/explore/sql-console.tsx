import { useRef, useState } from "react";
import { create } from "zustand";
import type { SqlResult } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { notify, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { count } from "../../ui/format-number.ts";
import { ianaZone } from "../../ui/format-time.ts";
import { KeptQueries } from "./kept-queries.tsx";
import { SqlEditor } from "./sql-editor.tsx";
import { SqlAnswer } from "./sql-result.tsx";

const FIRST =
  "SELECT station, sensor, count(*) AS events, min(value) AS least, max(value) AS most\nFROM events GROUP BY ALL ORDER BY events DESC";

/** What is stopped by Cancel: the console's own statements, not an export of the live screen. */
const ID = "console";

/** What was typed and answered outlives a look at another screen. */
const useConsole = create<{ readonly sql: string; readonly result: SqlResult | null; readonly error: string | null }>(() => ({
  sql: FIRST,
  result: null,
  error: null,
}));

/** One SELECT over the views of the store, without files or network; 10,000 rows at most. */
export function SqlConsole() {
  const { value: schema, error: schemaError } = useRequest("sql.schema", null);
  const { sql, result, error } = useConsole();
  const zone = useFrame((state) => state.zone);
  // A workspace may have a zone of its own for who looks at times in UTC.
  const timezone = zone === "UTC" ? undefined : ianaZone(zone);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const failed = (failure: unknown): void => notify(readable(failure), "error");
  /** One statement at a time: Ctrl+Enter while one runs does nothing. */
  const alone = async (work: () => Promise<void>): Promise<void> => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      await work();
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  const run = (): void =>
    void alone(async () => {
      try {
        const { sql: typed } = useConsole.getState();
        useConsole.setState({ result: await request("sql.run", { sql: typed, id: ID, timezone }), error: null });
      } catch (failure) {
        useConsole.setState({ error: readable(failure) });
      }
    });
  const save = (format: "csv" | "parquet"): void =>
    void alone(async () => {
      const path = await request("dialog.save", {
        title: "Export",
        defaultPath: `result.${format}`,
        filters: [{ name: format.toUpperCase(), extensions: [format] }],
      });
      if (path === null) return;
      const { rows } = await request("sql.export", { sql, format, path, id: ID, timezone });
      notify(`${count(rows)} rows written to ${path}`, "success");
    }).catch(failed);
  const insert = (text: string): void => useConsole.setState({ sql: `${sql.trimEnd()} ${text}` });
  return (
    <div className="explore-body sql">
      <div className="sql-top">
        <SqlEditor value={sql} schema={schema} onChange={(text) => useConsole.setState({ sql: text })} onRun={run} />
        <section className="sql-schema" aria-label="Views">
          {schemaError === null ? null : <ErrorLine text={schemaError} />}
          {(schema?.views ?? []).map(({ name, columns }) => (
            <details key={name}>
              <summary>{name}</summary>
              {columns.map((column) => (
                <button key={column.name} type="button" className="row sql-column" onClick={() => insert(column.name)}>
                  <span className="grow ellipsis">{column.name}</span>
                  <span className="sub">{column.type.toLowerCase()}</span>
                </button>
              ))}
            </details>
          ))}
        </section>
      </div>
      <div className="row">
        <Button kind="primary" small disabled={busy} onClick={run} data-testid="sql-run" title="Ctrl+Enter">
          Run
        </Button>
        <Button
          small
          disabled={!busy}
          data-testid="sql-cancel"
          onClick={() => void request("sql.cancel", { id: ID }).catch(failed)}
        >
          Cancel
        </Button>
        <Button small disabled={busy} onClick={() => save("csv")} data-testid="sql-export-csv">
          CSV
        </Button>
        <Button small disabled={busy} onClick={() => save("parquet")}>
          Parquet
        </Button>
        <span className="sub">{busy ? "running…" : ""}</span>
        <span className="spacer" />
        <KeptQueries sql={sql} onChoose={(text) => useConsole.setState({ sql: text })} />
      </div>
      {error === null ? null : <ErrorLine text={error} />}
      {result === null ? (
        <p className="sub">
          Ctrl+Space completes views, columns and functions; Ctrl+Enter runs. Only a SELECT over the views is allowed.
        </p>
      ) : (
        <SqlAnswer result={result} />
      )}
    </div>
  );
}
