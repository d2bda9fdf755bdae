/** State of the key before and after the call, a line a field; changed ones tinted. */
export function StateDiff({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  if (before === null && after === null) return null;
  const names = [...new Set([...Object.keys(fields(before)), ...Object.keys(fields(after))])];
  const side = (title: string, state: unknown, other: unknown, tint: boolean) => (
    <section>
      <b>{title}</b>
      <div className="state mono selectable">
        {names.map((name) => {
          const text = line(fields(state)[name]);
          const differs = text !== line(fields(other)[name]);
          return (
            <div key={name} className={differs && tint ? "state-line changed" : "state-line"}>
              <span className="sub">{name}</span> <span className={differs ? "state-new" : undefined}>{text}</span>
            </div>
          );
        })}
      </div>
    </section>
  );
  return (
    <div className="state-diff">
      {side("State before", before, after, false)}
      {side("State after", after, before, true)}
    </div>
  );
}

function fields(state: unknown): Readonly<Record<string, unknown>> {
  return typeof state === "object" && state !== null && !Array.isArray(state) ? (state as Record<string, unknown>) : { state };
}

function line(value: unknown): string {
  if (value === undefined) return "–";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}
