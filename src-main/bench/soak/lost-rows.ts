/** Rows of a soak where they were counted. */
export interface SoakRows {
  readonly published: number;
  readonly read: number;
  readonly accepted: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly results: number;
  /** null: nothing was recorded. */
  readonly stored: { readonly events: number; readonly alerts: number } | null;
  /** Messages. */
  readonly leftInQueue: number;
}

/** What does not add up in them, a line each. */
export function lostRows({ published, read, accepted, dropped, results, stored, leftInQueue }: SoakRows): string[] {
  const lost = Object.values(dropped).reduce((sum, n) => sum + n, 0);
  const once = read - (dropped["duplicate"] ?? 0);
  return [
    ...(read === accepted + lost ? [] : [`${read} rows were read, ${accepted} accepted and ${lost} dropped`]),
    ...(once === published ? [] : [`${published} rows were published, ${once} read (duplicates not counted)`]),
    ...(stored === null || stored.events === accepted
      ? []
      : [`${accepted} rows were accepted, the store has ${stored.events} events`]),
    ...(stored === null || stored.alerts === results
      ? []
      : [`${results} alerts were raised, the store has ${stored.alerts} of them`]),
    ...(leftInQueue === 0 ? [] : [`messages left in the queue: ${leftInQueue}`]),
  ];
}
