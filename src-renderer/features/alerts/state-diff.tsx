import { IconCopy } from "@tabler/icons-react";
import { notify, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { copyText } from "../../ui/copy-text.ts";
import { zoneName } from "../../ui/format-time.ts";
import { type StateField, stateFields } from "./state-fields.ts";

export interface StateDiffProps {
  /** undefined: not known (yet). */
  readonly before: unknown;
  readonly after: unknown;
  /** Of the alert, ms: times of the state lie near it. */
  readonly time: number;
}

/** State of the key before and after the call, a line a field, those that changed first and tinted. What stands in it as such is its title. */
export function StateDiff({ before, after, time }: StateDiffProps) {
  const zone = useFrame((state) => state.zone);
  if ((before === null || before === undefined) && after === null) return null;
  const words = { near: time, zone };
  const [old, now] = [stateFields(before ?? null, words), stateFields(after, words)];
  const differs = (name: string): boolean => before !== undefined && old.get(name)?.raw !== now.get(name)?.raw;
  const names = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => Number(differs(b)) - Number(differs(a)));
  const side = (title: string, value: unknown, state: ReadonlyMap<string, StateField>, tint: boolean) => (
    <section>
      <div className="row">
        <b>{title}</b>
        <span className="sub grow">times in {zoneName(zone)}</span>
        <Button
          kind="plain"
          icon
          small
          disabled={value === undefined || value === null}
          aria-label={`Copy the ${title.toLowerCase()} as JSON`}
          title="Copy as JSON, times in ms"
          onClick={() => copyText(JSON.stringify(value, null, 2)) && notify("State copied")}
        >
          <IconCopy size={13} stroke={1.6} />
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      <section className="state mono selectable" tabIndex={0} aria-label={title}>
        {names.map((name) => (
          <div
            key={name}
            className={differs(name) && tint ? "state-line changed" : "state-line"}
            title={`${name}: ${state.get(name)?.raw ?? "not there"}`}
          >
            <span className="sub">{name}</span>{" "}
            <span className={differs(name) ? "state-new" : undefined}>
              {state.get(name)?.text ?? (before === undefined ? "…" : "–")}
            </span>
          </div>
        ))}
      </section>
    </section>
  );
  return (
    <div className="state-diff" data-testid="state-diff">
      {side("State before", before, old, false)}
      {side("State after", after, now, true)}
    </div>
  );
}
