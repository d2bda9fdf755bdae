import type { SettingDeclarations } from "../../plugins/api.ts";
import type { FormerValue } from "./former-value.ts";
import { DEFAULT_RULES } from "./plugin-choice.ts";
import type { Workspace, WorkspaceChange } from "./workspace.ts";

/** A change, and whether it alone can be undone. */
export interface ChangeRow extends Pick<WorkspaceChange, "time" | "what" | "from" | "to"> {
  /** What puts it back; null: nothing does. */
  readonly undo: FormerValue | null;
  /** Why nothing does, for a person; "": it is of a kind that is not undone alone, or it can be. */
  readonly why: string;
  /** The newest change of the same thing after it: undone as well. */
  readonly later: { readonly time: number; readonly to: string } | null;
}

/** What a rule or filter declares; undefined: there is none of that id now. */
export type DeclaredOf = (id: string) => { readonly settings: SettingDeclarations } | undefined;

/** The changes of a workspace, oldest first, each with what would undo it. */
export function changeRows(workspace: Workspace, declaredOf: DeclaredOf): ChangeRow[] {
  const { changes } = workspace;
  return changes.map(({ time, what, from, to, former }, i) => {
    const after = changes.findLast((other, at) => at > i && other.what === what);
    const later = after === undefined ? null : { time: after.time, to: after.to };
    const why = former === undefined ? "" : whyNot(workspace, former, declaredOf);
    return { time, what, from, to, later, why, undo: former === undefined || why !== "" ? null : former };
  });
}

function whyNot(workspace: Workspace, former: FormerValue, declaredOf: DeclaredOf): string {
  if ("rule" in former) {
    const declared = declaredOf(former.rule);
    if (declared === undefined) return "its rule is not there any more";
    if ("setting" in former && !Object.hasOwn(declared.settings, former.setting)) return "its setting is not there any more";
  }
  return same(former, valueNow(workspace, former), declaredOf) ? "it is so again" : "";
}

/** What a workspace holds where `former` would be put: what puts it back in turn. */
export function valueNow({ plugins, name, timezone, speed }: Workspace, former: FormerValue): FormerValue {
  if ("name" in former) return { name };
  if ("timezone" in former) return { timezone };
  if ("speed" in former) return { speed };
  const { rule } = former;
  const own = Object.hasOwn(plugins, rule) ? plugins[rule] : undefined;
  if ("windows" in former) return { rule, windows: own?.windows ?? [] };
  if ("off" in former) return { rule, off: own?.off ?? [] };
  if ("enabled" in former) return { rule, enabled: own?.enabled ?? DEFAULT_RULES.includes(rule) };
  const { setting } = former;
  const set = own !== undefined && Object.hasOwn(own.settings, setting) ? own.settings[setting] : undefined;
  return { rule, setting, value: set ?? null };
}

/** A setting nobody set stands at its default. */
function same(a: FormerValue, b: FormerValue, declaredOf: DeclaredOf): boolean {
  const told = (value: FormerValue): string =>
    "setting" in value && value.value === null
      ? JSON.stringify({ ...value, value: declaredOf(value.rule)?.settings[value.setting]?.default ?? null })
      : JSON.stringify(value);
  return told(a) === told(b);
}
