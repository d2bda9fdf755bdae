import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { ContributionCard, KeyWindow } from "../../../src-main/ipc/contract.ts";
import { applyContribution } from "../../bridge/apply-contribution.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { TextInput } from "../../ui/field.tsx";
import { KeyParts, type PartCodes, partsGiven } from "./key-parts.tsx";

const FORMS = "sliding:10m/1m, tumbling:1h, session:5m, count:100/10, trailing:30m or none";

/** Windows of single keys that differ from the rule's own: some stations report every second, others once an hour. */
export function KeyWindows({
  contribution,
  onChanged,
}: {
  readonly contribution: ContributionCard;
  readonly onChanged: () => void;
}) {
  const { by, window: own, windows } = contribution;
  const [parts, setParts] = useState<PartCodes>({});
  const [window, setWindow] = useState(own);
  const [error, setError] = useState<string | null>(null);
  const apply = async (next: readonly KeyWindow[]): Promise<boolean> => {
    const refused = await applyContribution(contribution, { windows: next });
    setError(refused);
    if (refused === null) onChanged();
    return refused === null;
  };
  const given = partsGiven(parts);
  const add = async (): Promise<void> => {
    const others = windows.filter((each) => by.some((part) => (each[part] ?? "") !== (given[part] ?? "")));
    if (await apply([...others, { ...given, window }])) setParts({});
  };
  return (
    <section className="key-windows" data-testid="key-windows">
      <h3 className="section-title">Windows of single keys</h3>
      <p className="sub">
        All other keys have {own}. A part left empty stands for any. Forms: {FORMS}.
      </p>
      {windows.map((each, index) => (
        <div className="row" key={`${by.map((part) => each[part] ?? "").join(" ")} ${each.window}`}>
          <span className="grow">{by.map((part) => `${part} ${each[part] ?? "any"}`).join(" · ")}</span>
          <span className="mono">{each.window}</span>
          <Button
            kind="plain"
            icon
            small
            aria-label="Take this window away"
            onClick={() => void apply(windows.filter((_, i) => i !== index))}
          >
            <IconX size={14} stroke={1.6} />
          </Button>
        </div>
      ))}
      <div className="row">
        <KeyParts by={by} parts={parts} onChange={setParts} name="window" label="Window for" />
        <TextInput small value={window} onChange={setWindow} aria-label="Window" data-testid="key-window-text" />
        <Button small disabled={Object.keys(given).length === 0} onClick={() => void add()} data-testid="key-window-add">
          <IconPlus size={14} stroke={1.6} /> Set
        </Button>
      </div>
      {error === null ? null : <ErrorLine text={error} />}
    </section>
  );
}
