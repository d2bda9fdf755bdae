import { stateFields } from "./state-fields.ts";

/** State of the key before and after the call, a line a field, those that changed first and tinted. `before` undefined: not known (yet). */
export function StateDiff({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  if ((before === null || before === undefined) && after === null) return null;
  const [old, now] = [stateFields(before ?? null), stateFields(after)];
  const differs = (name: string): boolean => before !== undefined && old.get(name) !== now.get(name);
  const names = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => Number(differs(b)) - Number(differs(a)));
  const side = (title: string, state: ReadonlyMap<string, string>, tint: boolean) => (
    <section>
      <b>{title}</b>
      <div className="state mono selectable">
        {names.map((name) => (
          <div key={name} className={differs(name) && tint ? "state-line changed" : "state-line"} title={state.get(name)}>
            <span className="sub">{name}</span>{" "}
            <span className={differs(name) ? "state-new" : undefined}>
              {state.get(name) ?? (before === undefined ? "…" : "–")}
            </span>
          </div>
        ))}
      </div>
    </section>
  );
  return (
    <div className="state-diff" data-testid="state-diff">
      {side("State before", old, false)}
      {side("State after", now, true)}
    </div>
  );
}
