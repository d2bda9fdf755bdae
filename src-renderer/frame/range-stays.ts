interface Seen {
  readonly session: number;
  readonly description: string;
  readonly state: string;
  readonly shown: { readonly from: number; readonly to: number } | null;
}

/**
 * Whether the chosen stretch still means something: of another source never, of the same one read again (a plugin changed) unless it was
 * read and has nothing there. Without this a file of another year opens as empty charts.
 */
export function rangeStays(range: { readonly from: number; readonly to: number }, before: Seen | null, now: Seen): boolean {
  if (before === null || (before.session === now.session && before.state === now.state)) return true;
  if (before.session !== now.session && before.description !== now.description) return false;
  // Still being read: what it has so far says nothing of what it will have.
  if (now.state !== "done" || now.shown === null) return true;
  return range.to >= now.shown.from && range.from <= now.shown.to;
}
