import { useState } from "react";
import type { AlertRow, ContributionCard, Methods } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Field, Select, TextInput } from "../../ui/field.tsx";
import { measured } from "../../ui/format-number.ts";
import { settingText, wordOf } from "../../ui/setting-text.ts";
import { silentWords, triedWords } from "../../ui/sweep-words.ts";
import { coveredSaid } from "./covered-said.ts";
import type { Sweep } from "./whatif-dialog.tsx";

type Question = Omit<Methods["whatif.sweep"]["args"], "rule" | "settings">;

export interface SweepFormProps {
  readonly card: ContributionCard;
  readonly alert: AlertRow | null;
  readonly busy: boolean;
  /** Answers null when it failed; the reason is told elsewhere. */
  readonly ask: (question: Question) => Promise<Sweep | null>;
  readonly onTake: (setting: string, value: number) => void;
}

interface Answer {
  readonly setting: string;
  readonly budget: number | null;
  readonly sweep: Sweep;
}

/** Which value of a setting keeps the rule silent, about the alert in question or at all, and which keeps it within so many alerts a day. */
export function SweepForm({ card, alert, busy, ask, onTake }: SweepFormProps) {
  const numbers = card.settings.filter(({ declaration: { input } }) => input === "number" || input === "duration");
  const [setting, setSetting] = useState(numbers[0]?.name ?? "");
  const [budget, setBudget] = useState("5");
  const [answer, setAnswer] = useState<Answer | null>(null);
  if (numbers.length === 0) return null;
  const atMost = Number(budget.replace(",", "."));
  const valid = budget.trim() !== "" && atMost >= 0;
  const find = async (question: Question, within: number | null): Promise<void> => {
    const sweep = await ask(question);
    if (sweep !== null) setAnswer({ setting: question.setting, budget: within, sweep });
  };
  return (
    <section className="whatif-find">
      <div className="row wrap">
        <Field label="Find the value of">
          <Select
            small
            value={setting}
            options={numbers.map(({ name, declaration }) => ({ value: name, label: declaration.label }))}
            onChange={setSetting}
            data-testid="what-if-setting"
          />
        </Field>
        <span className="sub">that</span>
        <Button
          small
          disabled={busy}
          data-testid="what-if-silent"
          onClick={() => void find({ setting, ...(alert === null ? {} : { alert: alert.id }) }, null)}
        >
          {alert === null ? "silences the rule" : "would have kept this alert away"}
        </Button>
        <span className="sub">or</span>
        <Field label="gives at most">
          <TextInput small value={budget} onChange={setBudget} size={4} invalid={!valid} data-testid="what-if-budget" />
          <span className="sub">alerts a day</span>
        </Field>
        <Button
          small
          disabled={busy || !valid}
          data-testid="what-if-within"
          onClick={() => void find({ setting, atMost }, atMost)}
        >
          Find
        </Button>
      </div>
      {answer === null ? null : <Found card={card} answer={answer} about={alert !== null} onTake={onTake} />}
    </section>
  );
}

interface FoundProps {
  readonly card: ContributionCard;
  readonly answer: Answer;
  readonly about: boolean;
  readonly onTake: SweepFormProps["onTake"];
}

function Found({ card, answer: { setting, budget, sweep }, about, onTake }: FoundProps) {
  const zone = useFrame((state) => state.zone);
  const declaration = card.settings.find(({ name }) => name === setting)?.declaration;
  const label = declaration?.label ?? setting;
  const shown = (value: number): string => (declaration === undefined ? String(value) : settingText(declaration, value));
  const words = { shown, zero: declaration === undefined ? undefined : wordOf(declaration) };
  const tried = triedWords(
    sweep.points.map(({ value }) => value),
    words,
  );
  const { silent, within } = sweep;
  const found = budget === null ? silent : within;
  const text =
    budget === null
      ? silent === null
        ? `${about ? "It would have come" : "It fires"} at every value tried, ${tried}.`
        : `It would not have ${about ? "come" : "fired"} with ${label} at ${silentWords(silent, words)}.`
      : within === null
        ? `No value tried, ${tried}, gives at most ${budget} alerts a day.`
        : `${label} at ${shown(within.value)} gives ${measured(within.alertsPerDay)} alerts a day.`;
  return (
    <div className="row" role="status" data-testid="what-if-found">
      <span className="selectable">
        {text} <span className={sweep.covered.state === "done" ? "sub" : "warn"}>{coveredSaid(sweep.covered, zone)}</span>
      </span>
      {found === null ? null : (
        <Button small onClick={() => onTake(setting, found.value)} data-testid="what-if-take">
          Try {shown(found.value)}
        </Button>
      )}
    </div>
  );
}
