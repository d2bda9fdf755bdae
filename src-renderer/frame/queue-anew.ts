interface Seen {
  readonly session: number;
  readonly kind: string | null;
  readonly description: string;
  readonly keys: number;
  readonly workspace: { readonly path: string | null };
}

/**
 * What is said when the same queue was connected to anew, as a rule was added or other settings would not go with its state: charts and
 * alerts are gone without a word else. null: nothing is lost, or a saved workspace keeps it.
 */
export function queueAnew(before: Seen | null, now: Seen): string | null {
  if (before === null || before.session === now.session || now.kind !== "queue" || before.kind !== "queue") return null;
  if (before.description !== now.description || before.keys === 0 || now.workspace.path !== null) return null;
  return "The queue was connected to anew: charts and alerts begin here. A saved workspace keeps what came before.";
}
