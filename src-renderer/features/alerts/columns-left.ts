interface Room {
  /** An explanation stands beside the table. */
  readonly beside: boolean;
  /** Of the table, px. */
  readonly width: number;
  /** The data have stations. */
  readonly stations: boolean;
}

/** Columns of the alert table there is no room for: beside an explanation, which says them, what happened must stay readable. */
export function columnsLeft({ beside, width, stations }: Room): ReadonlySet<string> {
  const left = beside ? ["where", "rule"] : [];
  if (beside && width < 700) left.push("value");
  if (!stations || (beside && width < 480)) left.push("station");
  return new Set(left);
}
