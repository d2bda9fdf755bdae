// What was changed in a workspace, and how one change of it is taken back.

import type { FormerValue } from "../../session/former-value.ts";
import type { ChangeRow } from "../../session/undo-change.ts";
import type { Method, None } from "./method.ts";

export type { FormerValue } from "../../session/former-value.ts";
export type { ChangeRow } from "../../session/undo-change.ts";

export interface ChangesMethods {
  /** Oldest first. */
  "changes.list": Method<None, { readonly changes: readonly ChangeRow[] }>;
  /** Puts one thing back as it was, checked as any other change of it; answers what puts it back in turn. */
  "changes.putBack": Method<FormerValue, FormerValue>;
}
