import { useState } from "react";
import type { ContributionCard } from "../../../src-main/ipc/contract.ts";
import { Button } from "../../ui/button.tsx";
import { Field, Select, TextInput } from "../../ui/field.tsx";
import { budgetOf, type Swept, valuesOf } from "./sweep-values.ts";

export interface SweepRowProps {
  /** The settings that are numbers or durations; there is one. */
  readonly settings: readonly Pick<ContributionCard["settings"][number], "name" | "declaration">[];
  readonly busy: boolean;
  readonly onSweep: (swept: Swept) => void;
  readonly onRefused: (reason: string) => void;
}

/** Which setting is swept, over which values, and how many alerts a day are bearable. */
export function SweepRow({ settings, busy, onSweep, onRefused }: SweepRowProps) {
  const [setting, setSetting] = useState(settings[0]?.name ?? "");
  const [values, setValues] = useState("");
  const [budget, setBudget] = useState("");
  const declaration = settings.find(({ name }) => name === setting)?.declaration;
  const sweep = (): void => {
    try {
      onSweep({ setting, values: valuesOf(values, declaration?.input === "duration"), atMost: budgetOf(budget) });
    } catch (error) {
      onRefused((error as Error).message);
    }
  };
  return (
    <div className="row wrap">
      <Field label="Sweep">
        <Select
          small
          value={setting}
          options={settings.map(({ name, declaration: { label } }) => ({ value: name, label }))}
          onChange={(next) => {
            setSetting(next);
            setValues("");
          }}
          data-testid="backtest-setting"
        />
      </Field>
      <Field label="over">
        <TextInput
          small
          value={values}
          onChange={setValues}
          size={18}
          placeholder="values around its own"
          title={declaration?.input === "duration" ? "Such as 10m, 30m, 1h" : "Such as 1, 2, 5"}
          data-testid="backtest-values"
        />
      </Field>
      <Field label="with at most">
        <TextInput small value={budget} onChange={setBudget} size={4} placeholder="any" data-testid="backtest-budget" />
      </Field>
      <span className="sub">alerts a day</span>
      <Button small disabled={busy} onClick={sweep} data-testid="backtest-sweep">
        Run sweep
      </Button>
    </div>
  );
}
