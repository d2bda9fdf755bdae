interface Seen {
  readonly session: number;
  readonly kind: string | null;
  readonly description: string;
  readonly keys: number;
  readonly workspace: { readonly path: string | null };
}

/**
 * Follows the session's status and says it when the same queue was connected to anew, as a rule was added or new settings would not go with
 * a rule's state: charts and alerts begin again without a word else. null: nothing is lost, or a saved workspace keeps it.
 */
export function queueAnew(): (now: Seen) => string | null {
  // Between two sessions there is none for a moment.
  let last: Seen | null = null;
  return (now) => {
    const before = last;
    if (now.session === 0) return null;
    last = now;
    if (before === null || before.session === now.session || before.kind !== "queue" || now.kind !== "queue") return null;
    if (before.description !== now.description || before.keys === 0 || now.workspace.path !== null) return null;
    return "The queue was connected to anew: charts and alerts begin here. A saved workspace keeps what came before.";
  };
}
