import { IconAdjustments, IconBellOff, IconBriefcase, IconCheck, IconPlayerPlay, IconStairs, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Explanation } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { RunProgress } from "../../bridge/run-progress.tsx";
import { useRequest } from "../../bridge/use-request.ts";
import { notify, openWhatIf, showKeys, showRange, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { AlertClaim } from "./alert-claim.tsx";
import { acknowledge } from "./alert-filters.tsx";
import { useAlerts } from "./alerts-store.ts";
import { EventsTable } from "./events-table.tsx";
import { ExplanationChart } from "./explanation-chart.tsx";
import { ExplanationFacts } from "./explanation-facts.tsx";
import { StateDiff } from "./state-diff.tsx";
import { StepView } from "./step-view.tsx";
import { SwitchOffDialog } from "./switch-off-dialog.tsx";

/** Claim, picture, evidence, settings, cause, state before and after, events: why this alert was raised. */
export function ExplanationPane({ id }: { readonly id: string }) {
  const turn = useAlerts((state) => state.turn);
  const { value, error, reload } = useRequest("alerts.explain", { id });
  // biome-ignore lint/correctness/useExhaustiveDependencies: acknowledged elsewhere
  useEffect(reload, [turn]);
  const close = (): void => useFrame.setState({ alert: null });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the pane wherever the focus is in it
    <div className="explanation" data-testid="explanation" onKeyDown={(event) => event.key === "Escape" && close()}>
      {error === null ? null : <ErrorLine text={error} retry={reload} />}
      {value === null || value.alert.id !== id ? null : <Explained explanation={value} close={close} />}
    </div>
  );
}

function Explained({ explanation, close }: { readonly explanation: Explanation; readonly close: () => void }) {
  const { alert } = explanation;
  const [stepping, setStepping] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another alert is explained first
  useEffect(() => setStepping(false), [alert.id]);
  return (
    <>
      <header>
        <AlertClaim alert={alert} testId="explanation-title">
          <Button kind="plain" icon small aria-label="Close" onClick={close}>
            <IconX size={16} stroke={1.6} />
          </Button>
        </AlertClaim>
        {stepping ? null : <Actions explanation={explanation} step={() => setStepping(true)} />}
      </header>
      {stepping ? <StepView explanation={explanation} close={() => setStepping(false)} /> : <Reasons explanation={explanation} />}
    </>
  );
}

function Reasons({ explanation }: { readonly explanation: Explanation }) {
  const { keyId, from, to } = explanation;
  return (
    <>
      <ExplanationChart explanation={explanation} />
      {explanation.ruleDescription === "" ? null : (
        <p className="sub selectable rule-described" data-testid="rule-described">
          <b>{explanation.alert.ruleTitle}</b> {explanation.ruleDescription}
        </p>
      )}
      <ExplanationFacts explanation={explanation} />
      <States key={explanation.alert.id} explanation={explanation} />
      <EventsTable explanation={explanation} />
      {keyId === null ? null : (
        <div>
          <Button
            small
            onClick={() => {
              showKeys([keyId]);
              showRange(from, to);
            }}
          >
            Show on the live charts
          </Button>
        </div>
      )}
    </>
  );
}

/** The state after is known at once; before: once the rule has run over the key's events again. */
function States({ explanation: { alert, stateAfter } }: { readonly explanation: Explanation }) {
  const { value, error, reload } = useRequest("alerts.states", { id: alert.id });
  return (
    <>
      <StateDiff
        before={value === null ? undefined : value.before}
        after={value === null ? stateAfter : value.after}
        time={alert.time}
      />
      {error === null ? null : <ErrorLine text={`The state before is not known: ${error}`} retry={reload} />}
    </>
  );
}

function Actions({ explanation: { alert, by }, step }: { readonly explanation: Explanation; readonly step: () => void }) {
  const [switchingOff, setSwitchingOff] = useState(false);
  const [replay, setReplay] = useState<{ text: string; same: boolean | null } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another alert, another answer
  useEffect(() => setReplay(null), [alert.id]);
  const run = async (): Promise<void> => {
    setReplay({ text: "Running the rule over the same events again", same: null });
    try {
      const { same, detail } = await request("alerts.replay", { id: alert.id });
      setReplay({ text: detail, same });
    } catch (error) {
      setReplay({ text: readable(error), same: false });
    }
  };
  const saveCase = async (): Promise<void> => {
    const path = await request("dialog.save", {
      title: "Save as a case file",
      defaultPath: `${alert.rule}-${new Date(alert.time).toISOString().slice(0, 16).replaceAll(":", "")}.weir-case`,
      filters: [{ name: "Weir case", extensions: ["weir-case"] }],
    });
    if (path === null) return;
    const { events } = await request("alerts.saveCase", { id: alert.id, path });
    notify(`The alert with its rule and ${events.toLocaleString("en")} events is in ${path}; open it in any Weir`, "success");
  };
  return (
    <>
      <div className="row wrap">
        <Button kind="primary" small data-testid="replay" onClick={() => void run()}>
          <IconPlayerPlay size={14} stroke={1.6} /> Replay this stretch
        </Button>
        <Button small data-testid="step-through" onClick={step}>
          <IconStairs size={14} stroke={1.6} /> Step through
        </Button>
        <Button
          small
          data-testid="what-if"
          title="Would it have come with other settings?"
          onClick={() => openWhatIf({ rule: alert.rule, alert })}
        >
          <IconAdjustments size={14} stroke={1.6} /> What if…
        </Button>
        <Button
          small
          data-testid="save-case"
          title="One file with the events, the rule and the alert, to be run elsewhere"
          onClick={() => void saveCase().catch((error: unknown) => notify(readable(error), "error"))}
        >
          <IconBriefcase size={14} stroke={1.6} /> Save as case
        </Button>
        <Button small data-testid="acknowledge" onClick={() => void acknowledge([alert.id], !alert.acknowledged)}>
          <IconCheck size={14} stroke={1.6} /> {alert.acknowledged ? "Take back" : "Acknowledge"}
        </Button>
        {by.length === 0 ? null : (
          <Button small data-testid="off-here" onClick={() => setSwitchingOff(true)}>
            <IconBellOff size={14} stroke={1.6} /> Switch off here…
          </Button>
        )}
      </div>
      {switchingOff ? <SwitchOffDialog alert={alert} by={by} onClose={() => setSwitchingOff(false)} /> : null}
      {replay === null ? null : replay.same === null ? (
        <RunProgress of="replay" what={replay.text} />
      ) : (
        <div className={replay.same ? "ok" : "warn"} role="status" data-testid="replay-answer">
          {replay.text}
        </div>
      )}
    </>
  );
}
