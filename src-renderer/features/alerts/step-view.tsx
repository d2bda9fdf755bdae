import { IconArrowBarToRight, IconArrowLeft, IconArrowRight, IconArrowsDiagonal, IconPlayerSkipBack } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { AlertSteps, Explanation } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { RunProgress } from "../../bridge/run-progress.tsx";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { count } from "../../ui/format-number.ts";
import { ExplanationChart } from "./explanation-chart.tsx";
import { StateDiff } from "./state-diff.tsx";
import { StepFacts } from "./step-facts.tsx";
import { StepList } from "./step-list.tsx";
import { firstStep, nextStep, type StepMove, stateBefore } from "./step-model.ts";

/** The rule over the same events again, one by one: like a debugger that stands at the alert. */
export function StepView({ explanation, close }: { readonly explanation: Explanation; readonly close: () => void }) {
  const { id } = explanation.alert;
  const [answer, setAnswer] = useState<AlertSteps | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    let alive = true;
    setAnswer(null);
    setError(null);
    request("alerts.steps", { id }).then(
      (steps) => alive && setAnswer(steps),
      (reason: unknown) => alive && setError(readable(reason)),
    );
    return () => {
      alive = false;
    };
  }, [id]);
  if (error !== null) {
    return (
      <>
        <ErrorLine text={error} />
        <Button small onClick={close}>
          Back to the explanation
        </Button>
      </>
    );
  }
  if (answer === null) return <RunProgress of="replay" what="Running the rule over the same events again" />;
  return <Steps key={id} explanation={explanation} answer={answer} close={close} />;
}

interface StepsProps {
  readonly explanation: Explanation;
  readonly answer: AlertSteps;
  readonly close: () => void;
}

function Steps({ explanation, answer, close }: StepsProps) {
  const { steps } = answer;
  const [at, setAt] = useState(() => firstStep(answer));
  const box = useRef<HTMLDivElement>(null);
  // A button that cannot be pressed any more loses the focus: the keys must go on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at every step
  useEffect(() => {
    if (box.current?.contains(document.activeElement) !== true) box.current?.focus({ preventScroll: true });
  }, [at]);
  const step = steps[at];
  const go = (to: number | null): void => {
    if (to !== null && to >= 0) setAt(to);
  };
  const move = (name: StepMove): void => go(nextStep(steps, at, name));
  const onKey = (event: KeyboardEvent): void => {
    const name = keys[event.key];
    if (name === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (name === "to-alert") go(answer.at);
    else if (name === "close") close();
    else move(name);
  };
  const button = (name: StepMove, label: string, key: string, icon: React.ReactNode) => (
    <Button
      small
      disabled={nextStep(steps, at, name) === null}
      title={`${label} (${key})`}
      data-testid={`step-${name}`}
      onClick={() => move(name)}
    >
      {icon} {label}
    </Button>
  );
  const cursor = useMemo(() => (step === undefined ? null : { time: step.time, window: step.window }), [step]);
  if (step === undefined) {
    return (
      <>
        <div className="warn">Nothing happened to this key in the stretch around the alert. {answer.detail}</div>
        <Button small onClick={close}>
          Back to the explanation
        </Button>
      </>
    );
  }
  const before = stateBefore(answer, at);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys step wherever the focus is in it
    // biome-ignore lint/a11y/noStaticElementInteractions: the same
    <div className="steps" data-testid="steps" ref={box} tabIndex={0} onKeyDown={onKey}>
      <div className="row wrap" role="toolbar" aria-label="Steps">
        <Button small icon aria-label="To the start (Home)" disabled={at === 0} onClick={() => move("start")}>
          <IconPlayerSkipBack size={14} stroke={1.6} />
        </Button>
        <Button small icon aria-label="Step back (←)" disabled={at === 0} data-testid="step-back" onClick={() => move("back")}>
          <IconArrowLeft size={14} stroke={1.6} />
        </Button>
        {button("step", "Step", "→", <IconArrowRight size={14} stroke={1.6} />)}
        {button("event", "Event", "E", <IconArrowBarToRight size={14} stroke={1.6} />)}
        {button("window", "Window", "W", <IconArrowsDiagonal size={14} stroke={1.6} />)}
        {button("alert", "Next alert", "A", null)}
        <Button
          small
          kind="primary"
          disabled={answer.at < 0 || at === answer.at}
          title="To the alert (Enter)"
          data-testid="step-to-alert"
          onClick={() => go(answer.at)}
        >
          To the alert
        </Button>
      </div>
      <div className="row sub" aria-live="polite" data-testid="step-position">
        Step {count(at + 1)} of {count(steps.length)}
        {answer.at < 0 ? null : at === answer.at ? ", the alert" : `, ${distance(answer.at - at)}`}
        <span className="grow" />
        <span className={answer.same ? "ok" : "warn"}>{answer.detail}</span>
      </div>
      <ExplanationChart explanation={explanation} cursor={cursor} />
      <div className="steps-middle">
        <StepList steps={steps} at={at} alertAt={answer.at} unit={explanation.unit} onSelect={setAt} />
        <StepFacts step={step} unit={explanation.unit} />
      </div>
      <StateDiff before={before} after={step.state} time={step.time} />
      <div>
        <Button small onClick={close} data-testid="steps-close">
          Back to the explanation
        </Button>
      </div>
    </div>
  );
}

const distance = (steps: number): string => (steps > 0 ? `${count(steps)} before the alert` : `${count(-steps)} after the alert`);

const keys: Readonly<Record<string, StepMove | "to-alert" | "close">> = {
  ArrowLeft: "back",
  ArrowRight: "step",
  e: "event",
  w: "window",
  a: "alert",
  Home: "start",
  End: "end",
  Enter: "to-alert",
  Escape: "close",
};
