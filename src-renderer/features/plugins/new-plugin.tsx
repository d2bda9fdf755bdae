import { useEffect, useState } from "react";
import { readable, request } from "../../bridge/bridge.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { Field, Select, TextInput } from "../../ui/field.tsx";

type Template = "rule" | "filter" | "report" | "catalogue";
const templates: readonly { value: Template; label: string }[] = [
  { value: "rule", label: "Rule: alerts and series" },
  { value: "filter", label: "Filter: keeps, drops or repairs events" },
  { value: "report", label: "Report: SQL and a chart" },
  { value: "catalogue", label: "Catalogue: names and units" },
];

export function NewPlugin({ onClose, onMade }: { readonly onClose: () => void; readonly onMade: (name: string) => void }) {
  const [name, setName] = useState("my-rule");
  const [parent, setParent] = useState("");
  const [template, setTemplate] = useState<Template>("rule");
  const [error, setError] = useState<string | null>(null);
  // Beside those that are installed, unless another place is chosen.
  useEffect(() => {
    request("app.info", null).then(
      ({ userData }) => setParent((chosen) => chosen || `${userData}/plugins`),
      () => {},
    );
  }, []);
  const choose = async (): Promise<void> => {
    const [folder] = await request("dialog.open", { title: "Where the plugin's folder goes", folder: true });
    if (folder !== undefined) setParent(folder);
  };
  const fits = /^[a-z][a-z0-9-]{0,63}$/.test(name);
  const make = async (): Promise<void> => {
    try {
      await request("plugins.create", { parent, name, template });
      onMade(name);
    } catch (failure) {
      setError(readable(failure));
    }
  };
  return (
    <Dialog title="New plugin" onClose={onClose}>
      <form
        className="new-plugin"
        onSubmit={(event) => {
          event.preventDefault();
          if (parent !== "" && fits) void make();
        }}
      >
        <Field label="Name" labelWidth={80} error={fits ? null : "Small letters, digits and dashes, a letter first"}>
          <TextInput autoFocus value={name} invalid={!fits} onChange={setName} data-testid="plugin-name" />
        </Field>
        <Field label="Kind" labelWidth={80}>
          <Select value={template} options={templates} onChange={setTemplate} />
        </Field>
        <Field label="In folder" labelWidth={80}>
          <TextInput value={parent} onChange={setParent} data-testid="plugin-parent" />
          <Button onClick={() => void choose()}>Choose…</Button>
        </Field>
        {error === null ? null : <ErrorLine text={error} />}
        <div className="row">
          <span className="spacer" />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={parent === "" || !fits} data-testid="plugin-create">
            Create and run
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
