import { useState } from "react";
import type { Workspace } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { notify, undoable } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Select, TextInput } from "../../ui/field.tsx";

type Query = Workspace["queries"][number];

/** Queries the workspace keeps, by a name of one's own; one of the same name is replaced only when its name was chosen. */
export function KeptQueries({ sql, onChoose }: { readonly sql: string; readonly onChoose: (sql: string) => void }) {
  const { value: workspace, reload } = useRequest("workspace.get", null);
  const [chosen, setChosen] = useState("");
  const [name, setName] = useState("");
  const kept = workspace?.queries ?? [];
  const put = async (queries: readonly Query[], title: string): Promise<void> => {
    await undoable(title, request("workspace.update", { queries: [...queries] }), async () => {
      await request("workspace.update", { queries: [...kept] });
      reload();
    });
    reload();
  };
  const keep = async (): Promise<void> => {
    const wanted = name.trim();
    const own = wanted === chosen ? wanted : free(wanted, kept);
    await put([...kept.filter((query) => query.name !== own), { name: own, sql }], "keep query");
    setChosen(own);
    setName(own);
    notify(`Kept in the workspace as ${own}`, "success");
  };
  const remove = async (): Promise<void> => {
    await put(
      kept.filter((query) => query.name !== chosen),
      "remove query",
    );
    setChosen("");
    setName("");
  };
  const failed = (failure: unknown): void => notify(readable(failure), "error");
  return (
    <>
      <Select
        small
        aria-label="Kept queries"
        data-testid="sql-kept"
        value={chosen}
        options={[
          { value: "", label: `Kept queries (${kept.length})` },
          ...kept.map((query) => ({ value: query.name, label: query.name })),
        ]}
        onChange={(next) => {
          setChosen(next);
          setName(next);
          const found = kept.find((query) => query.name === next);
          if (found !== undefined) onChoose(found.sql);
        }}
      />
      <TextInput
        small
        value={name}
        onChange={setName}
        placeholder="Name to keep it by"
        aria-label="Name to keep it by"
        maxLength={200}
        data-testid="sql-name"
      />
      <Button
        small
        disabled={name.trim() === "" || sql.trim() === ""}
        data-testid="sql-keep"
        onClick={() => void keep().catch(failed)}
      >
        {name.trim() === chosen && chosen !== "" ? "Replace" : "Keep"}
      </Button>
      {chosen === "" ? null : (
        <Button small kind="plain" onClick={() => void remove().catch(failed)}>
          Remove
        </Button>
      )}
    </>
  );
}

/** The name, or with a number when there is one of that name. */
function free(name: string, kept: readonly Query[]): string {
  const taken = new Set(kept.map((query) => query.name));
  for (let n = 1; ; n++) {
    const next = n === 1 ? name : `${name} (${n})`;
    if (!taken.has(next)) return next;
  }
}
