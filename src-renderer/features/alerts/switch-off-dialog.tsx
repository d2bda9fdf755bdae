import { useState } from "react";
import type { AlertRow, KeyPart, KeyPattern } from "../../../src-main/ipc/contract.ts";
import { applyContribution } from "../../bridge/apply-contribution.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { notify, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { patternsOf } from "./off-patterns.ts";

export interface SwitchOffDialogProps {
  readonly alert: AlertRow;
  readonly by: readonly KeyPart[];
  readonly onClose: () => void;
}

/** Switches an alert's rule off for its key, or for all that share a part of it. */
export function SwitchOffDialog({ alert, by, onClose }: SwitchOffDialogProps) {
  const patterns = patternsOf(alert, by);
  const [chosen, setChosen] = useState(0);
  const [busy, setBusy] = useState(false);
  const file = useFrame((state) => state.status?.kind === "files");
  const { value } = useRequest("plugins.list", null);
  const card = value?.plugins.flatMap(({ contributions }) => contributions).find(({ id }) => id === alert.rule);
  const switchOff = async (): Promise<void> => {
    const pattern = patterns[chosen];
    if (card === undefined || pattern === undefined) return;
    setBusy(true);
    const refused = await applyContribution(card, { off: withPattern(card.off, pattern.key) });
    setBusy(false);
    if (refused !== null) return;
    onClose();
    notify(`${alert.ruleTitle} is off for ${pattern.words}; Ctrl+Z takes it back, Plugins lists it`, "success");
  };
  return (
    <Dialog
      title={`Switch ${alert.ruleTitle} off`}
      width={480}
      onClose={onClose}
      data-testid="switch-off"
      footer={
        <>
          <span className="spacer" />
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            disabled={busy || card === undefined || patterns.length === 0}
            data-testid="switch-off-do"
            onClick={() => void switchOff()}
          >
            {busy ? "Switching off…" : "Switch off"}
          </Button>
        </>
      }
    >
      <fieldset className="off-choices">
        <legend>For which sensors?</legend>
        {patterns.map(({ words }, index) => (
          <label key={words} className="row">
            <input type="radio" name="off-for" checked={chosen === index} onChange={() => setChosen(index)} />
            {words}
          </label>
        ))}
        <p className="sub">
          The rule is not called for them any more, in this workspace, here and on the command line. Their readings still count,
          and all other rules go on.{file ? " The file is read again." : " What it has said so far stays in the list."}
        </p>
      </fieldset>
    </Dialog>
  );
}

/** The patterns with one more, once. */
function withPattern(off: readonly KeyPattern[], key: KeyPattern): readonly KeyPattern[] {
  const text = JSON.stringify(key);
  return off.some((each) => JSON.stringify(each) === text) ? off : [...off, key];
}
