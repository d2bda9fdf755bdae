import { useState } from "react";
import type { ContributionCard, Methods, WhatIf } from "../../../src-main/ipc/contract.ts";
import { applyContribution, valuesOf } from "../../bridge/apply-contribution.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { RunProgress } from "../../bridge/run-progress.tsx";
import { useRequest } from "../../bridge/use-request.ts";
import { notify, openWhatIf, useFrame, type WhatIfSubject } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { dayAndClock } from "../../ui/format-time.ts";
import { nameLine } from "../../ui/name-line.ts";
import { SettingField } from "../../ui/setting-field.tsx";
import { SweepForm } from "./sweep-form.tsx";
import { WhatIfResult } from "./whatif-result.tsx";
import "./whatif.css";

export type Sweep = Methods["whatif.sweep"]["value"];
type Values = Readonly<Record<string, number | boolean | string>>;

/** A rule with other settings over what was recorded, before they count: which alerts are new, which are gone. */
export function WhatIfDialog({ subject }: { readonly subject: WhatIfSubject }) {
  const { value, error } = useRequest("plugins.list", null);
  const card = value?.plugins.flatMap(({ contributions }) => contributions).find(({ id }) => id === subject.rule);
  const close = (): void => {
    void request("whatif.cancel", null).catch(() => {});
    openWhatIf(null);
  };
  if (card !== undefined) return <Trial subject={subject} card={card} close={close} />;
  return (
    <Dialog title="What if" onClose={close}>
      {error === null ? null : <ErrorLine text={error} />}
      {value === null ? null : <p className="whatif">The rule {subject.rule} is not in this workspace any more.</p>}
    </Dialog>
  );
}

interface TrialProps {
  readonly subject: WhatIfSubject;
  readonly card: ContributionCard;
  readonly close: () => void;
}

function Trial({ subject: { rule, alert }, card, close }: TrialProps) {
  const zone = useFrame((state) => state.zone);
  const inUse = valuesOf(card);
  const [draft, setDraft] = useState<Values>(inUse);
  const [result, setResult] = useState<{ readonly of: Values; readonly answer: WhatIf } | null>(null);
  const [typed, setTyped] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const changed = Object.entries(draft).some(([name, value]) => inUse[name] !== value);
  const run = async <T,>(ask: () => Promise<T>): Promise<T | null> => {
    setBusy(true);
    setError(null);
    try {
      return await ask();
    } catch (failure) {
      setError(readable(failure));
      return null;
    } finally {
      setBusy(false);
    }
  };
  const about = alert === null ? {} : { alert: alert.id };
  const compare = async (settings: Values): Promise<void> => {
    const answer = await run(() => request("whatif.run", { rule, settings, ...about }));
    if (answer !== null) setResult({ of: settings, answer });
  };
  const take = (setting: string, value: number): void => {
    const next = { ...draft, [setting]: value };
    setDraft(next);
    void compare(next);
  };
  const apply = async (): Promise<void> => {
    const refused = await run(() => applyContribution(card, { settings: draft }));
    if (refused !== null) return setError(refused);
    notify(`${card.title} runs with the new settings; Ctrl+Z takes it back`, "success");
    useFrame.setState({ alert: null });
    close();
  };
  return (
    <Dialog
      title={`What if: ${card.title}`}
      width={960}
      height={680}
      onClose={close}
      data-testid="what-if-dialog"
      footer={
        <>
          <span className="sub grow">Runs the rule again over what was recorded; nothing changes until it is applied.</span>
          <Button disabled={busy || !(changed || typed)} onClick={() => void compare(draft)} data-testid="what-if-run">
            Compare
          </Button>
          <Button kind="primary" disabled={busy || !(changed || typed)} onClick={() => void apply()} data-testid="what-if-apply">
            Apply
          </Button>
        </>
      }
    >
      <div className="whatif">
        {alert === null ? null : (
          <p className="selectable">
            <b>{alert.title}</b>{" "}
            <span className="sub">
              {nameLine(alert.stationName, alert.sensorName, alert.alarmName)} · {dayAndClock(alert.time, zone)}
            </span>
          </p>
        )}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: it hears of its fields. A value counts once its field is left, which a click on Compare does: that must not look forbidden until then. */}
        <div className="setting-grid" onInput={() => setTyped(true)} onBlur={() => setTyped(false)}>
          {card.settings.map(({ name, declaration }) => (
            <SettingField
              key={name}
              name={name}
              declaration={declaration}
              value={draft[name] ?? declaration.default}
              onChange={async (value) => {
                setDraft((old) => ({ ...old, [name]: value }));
                return null;
              }}
            />
          ))}
        </div>
        <SweepForm
          card={card}
          alert={alert}
          busy={busy}
          ask={(question) => run(() => request("whatif.sweep", { rule, settings: draft, ...question }))}
          onTake={take}
        />
        {busy ? <RunProgress of="whatif" what="Running the rule over what was recorded" /> : null}
        {error === null ? null : <ErrorLine text={error} />}
        {result !== null || busy || error !== null ? null : (
          <p className="sub">Change a setting and compare, or have a value found: it is tried over what was recorded.</p>
        )}
        {result === null || result.of !== draft ? null : <WhatIfResult answer={result.answer} alert={alert} />}
      </div>
    </Dialog>
  );
}
