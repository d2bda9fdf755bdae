import { useState } from "react";
import type { SqlResult } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { notify, rememberUndo } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { Select } from "../../ui/field.tsx";
import { count, seconds } from "../../ui/format-number.ts";
import { Table } from "../../ui/table.tsx";

const FIRST =
  "SELECT station, sensor, count(*) AS events, min(value) AS least, max(value) AS most\nFROM events GROUP BY ALL ORDER BY events DESC";

/** One SELECT over the views of the store, without files or network; 10,000 rows at most. */
export function SqlConsole() {
  const { value: schema } = useRequest("sql.schema", null);
  const [sql, setSql] = useState(FIRST);
  const [result, setResult] = useState<SqlResult | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { value: workspace, reload } = useRequest("workspace.get", null);
  const saved = workspace?.queries ?? [];
  const keep = async (): Promise<void> => {
    const name = sql.trim().split("\n")[0]?.slice(0, 60) ?? "query";
    const queries = [...saved.filter((query) => query.name !== name), { name, sql }];
    await request("workspace.update", { queries });
    rememberUndo(`save query`, async () => {
      await request("workspace.update", { queries: saved });
      reload();
    });
    reload();
    notify("Query kept in the workspace", "success");
  };
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      setResult(await request("sql.run", { sql }));
      setError(null);
    } catch (failure) {
      setError(readable(failure));
    } finally {
      setBusy(false);
    }
  };
  const save = async (format: "csv" | "parquet"): Promise<void> => {
    const path = await request("dialog.save", {
      title: "Export",
      defaultPath: `result.${format}`,
      filters: [{ name: format.toUpperCase(), extensions: [format] }],
    });
    if (path === null) return;
    const { rows } = await request("sql.export", { sql, format, path });
    notify(`${count(rows)} rows written to ${path}`, "success");
  };
  const failed = (failure: unknown): void => notify(readable(failure), "error");
  return (
    <div className="explore-body">
      <textarea
        className="input mono sql-editor"
        data-testid="sql-editor"
        aria-label="SQL"
        spellCheck={false}
        value={sql}
        onChange={(event) => setSql(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void run();
        }}
      />
      <div className="row">
        <Button kind="primary" small disabled={busy} onClick={() => void run()} data-testid="sql-run" title="Ctrl+Enter">
          Run
        </Button>
        {busy ? (
          <Button small onClick={() => void request("sql.cancel", null).catch(failed)}>
            Cancel
          </Button>
        ) : null}
        <Button small onClick={() => void save("csv").catch(failed)}>
          CSV
        </Button>
        <Button small onClick={() => void save("parquet").catch(failed)}>
          Parquet
        </Button>
        <Button small onClick={() => void keep().catch(failed)}>
          Keep
        </Button>
        {saved.length === 0 ? null : (
          <Select
            small
            aria-label="Kept queries"
            value=""
            options={[{ value: "", label: `Kept (${saved.length})` }, ...saved.map(({ name }) => ({ value: name, label: name }))]}
            onChange={(name) => setSql(saved.find((query) => query.name === name)?.sql ?? sql)}
          />
        )}
        <span className="sub">
          {schema === null
            ? ""
            : schema.views
                .map(
                  ({ name, columns }) =>
                    `${name} (${columns
                      .slice(0, 5)
                      .map((column) => column.name)
                      .join(", ")}…)`,
                )
                .join("  ")}
        </span>
      </div>
      {error === null ? null : <ErrorLine text={error} />}
      {result === null ? null : <Result result={result} />}
    </div>
  );
}

function Result({ result: { columns, rows, cut, seconds: took } }: { readonly result: SqlResult }) {
  const table = columns.map(({ name, type }, at) => ({
    id: `${at} ${name}`,
    title: name,
    width: "minmax(90px, 1fr)",
    numeric: /INT|DOUBLE|DECIMAL|FLOAT/.test(type),
    cell: (row: number) => String(columns[at]?.values[row] ?? "–"),
  }));
  return (
    <>
      <p className="sub" data-testid="sql-result">
        {count(rows)} rows in {seconds(took)}
        {cut ? "; stopped at 10,000: narrow it or export" : ""}
      </p>
      <div className="sql-table">
        <Table label="Result" columns={table} count={rows} row={(i) => i} />
      </div>
    </>
  );
}
