import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { ContributionCard, KeyPattern } from "../../../src-main/ipc/contract.ts";
import { applyContribution } from "../../bridge/apply-contribution.ts";
import { useKeyWords } from "../../bridge/key-words.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { KeyParts, type PartCodes, partsGiven } from "./key-parts.tsx";

/** Sensors a rule is switched off for; it goes on for all others. */
export function KeysOff({
  contribution,
  onChanged,
}: {
  readonly contribution: ContributionCard;
  readonly onChanged: () => void;
}) {
  const { by, off } = contribution;
  const { pattern } = useKeyWords();
  const [parts, setParts] = useState<PartCodes>({});
  const [error, setError] = useState<string | null>(null);
  const apply = async (next: readonly KeyPattern[]): Promise<boolean> => {
    const refused = await applyContribution(contribution, { off: next }, true);
    setError(refused);
    if (refused === null) onChanged();
    return refused === null;
  };
  const given = partsGiven(parts);
  const add = async (): Promise<void> => {
    const others = off.filter((each) => by.some((part) => (each[part] ?? "") !== (given[part] ?? "")));
    if (await apply([...others, given])) setParts({});
  };
  return (
    <section className="key-windows" data-testid="keys-off">
      <h3 className="section-title">Off for single keys</h3>
      <p className="sub">The rule is not called for them; their readings still count. A part left empty stands for any.</p>
      {off.map((each, index) => (
        <div className="row" key={JSON.stringify(each)}>
          <span className="grow">{pattern(by, each)}</span>
          <Button
            kind="plain"
            icon
            small
            aria-label={`Switch on again for ${pattern(by, each)}`}
            onClick={() => void apply(off.filter((_, i) => i !== index))}
          >
            <IconX size={14} stroke={1.6} />
          </Button>
        </div>
      ))}
      <div className="row">
        <KeyParts by={by} parts={parts} onChange={setParts} name="off" label="Off for" />
        <Button small disabled={Object.keys(given).length === 0} onClick={() => void add()} data-testid="key-off-add">
          <IconPlus size={14} stroke={1.6} /> Switch off
        </Button>
      </div>
      {error === null ? null : <ErrorLine text={error} />}
    </section>
  );
}
