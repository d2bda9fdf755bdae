/** What a run is made of, by a name a user knows: with anything else its state would mean something else. */
export type RunIdentity = Readonly<Record<string, string>>;

/** One line a difference; none when both are the same run. */
export function differences(then: RunIdentity, now: RunIdentity): string[] {
  const names = new Set([...Object.keys(then), ...Object.keys(now)]);
  return [...names].flatMap((name) => {
    const [old, fresh] = [then[name], now[name]];
    if (old === fresh) return [];
    if (fresh === undefined) return [`${name} is missing`];
    return [old === undefined ? `${name} is new` : `${name} was ${old} and is ${fresh}`];
  });
}
