import { IconPencil, IconPlus, IconX } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import type { ContributionCard, KeyWindow } from "../../../src-main/ipc/contract.ts";
import { applyContribution } from "../../bridge/apply-contribution.ts";
import { useKeyWords } from "../../bridge/key-words.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { KeyParts, type PartCodes, partsGiven } from "./key-parts.tsx";
import { windowParts, windowText } from "./window-form.ts";
import { WindowInput } from "./window-input.tsx";

export interface KeyWindowsProps {
  readonly contribution: ContributionCard;
  readonly onChanged: () => void;
}

/** Windows of single keys that differ from the rule's own: some stations report every second, others once an hour. */
export function KeyWindows({ contribution, onChanged }: KeyWindowsProps) {
  const { by, window: own, windows } = contribution;
  const [parts, setParts] = useState<PartCodes>({});
  const [window, setWindow] = useState(() => windowParts(own));
  const [error, setError] = useState<string | null>(null);
  const apply = async (next: readonly KeyWindow[]): Promise<boolean> => {
    const refused = await applyContribution(contribution, { windows: next }, true);
    setError(refused);
    if (refused === null) onChanged();
    return refused === null;
  };
  const given = partsGiven(parts);
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const others = windows.filter((each) => by.some((part) => (each[part] ?? "") !== (given[part] ?? "")));
    if (await apply([...others, { ...given, window: windowText(window) }])) setParts({});
  };
  const { pattern } = useKeyWords();
  const nameOf = (each: KeyWindow): string => pattern(by, each);
  return (
    <section className="key-windows" data-testid="key-windows">
      <h3 className="section-title">Windows of single keys</h3>
      <p className="sub">
        All other keys have the rule's own window, {own}. A part left empty stands for any. They are kept in the workspace and
        hold on the command line as well.
      </p>
      {windows.map((each, index) => (
        <div className="row" key={`${nameOf(each)} ${each.window}`} data-testid="key-window">
          <span className="grow">{nameOf(each)}</span>
          <span className="mono">{each.window}</span>
          <Button
            kind="plain"
            icon
            small
            aria-label={`Change the window of ${nameOf(each)}`}
            onClick={() => {
              setParts(Object.fromEntries(by.map((part) => [part, each[part] ?? ""])));
              setWindow(windowParts(each.window));
            }}
          >
            <IconPencil size={14} stroke={1.6} />
          </Button>
          <Button
            kind="plain"
            icon
            small
            aria-label={`Take the window of ${nameOf(each)} away`}
            onClick={() => void apply(windows.filter((_, i) => i !== index))}
          >
            <IconX size={14} stroke={1.6} />
          </Button>
        </div>
      ))}
      <form className="row wrap" onSubmit={(event) => void add(event)}>
        <KeyParts by={by} parts={parts} onChange={setParts} name="window" label="Window for" />
        <WindowInput value={window} onChange={setWindow} />
        <Button small type="submit" disabled={Object.keys(given).length === 0} data-testid="key-window-add">
          <IconPlus size={14} stroke={1.6} /> Set
        </Button>
      </form>
      {error === null ? null : <ErrorLine text={error} />}
    </section>
  );
}
