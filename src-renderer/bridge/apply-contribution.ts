import type { ContributionCard, KeyPattern, KeyWindow } from "../../src-main/ipc/contract.ts";
import { notify, undoable } from "../frame-actions.ts";
import { readable, request } from "./bridge.ts";

type Values = Readonly<Record<string, number | boolean | string>>;

export const valuesOf = ({ settings }: ContributionCard): Values =>
  Object.fromEntries(settings.map(({ name, value }) => [name, value]));

/** Changes a rule or filter and remembers how it was; answers the reason when it was refused, else null. `quiet`: who asks tells the reason. */
export async function applyContribution(
  item: ContributionCard,
  change: {
    readonly enabled?: boolean;
    readonly settings?: Values;
    readonly windows?: readonly KeyWindow[];
    readonly off?: readonly KeyPattern[];
  },
  quiet = false,
): Promise<string | null> {
  const before = { id: item.id, enabled: item.enabled, settings: valuesOf(item), windows: item.windows, off: item.off };
  const after = { ...before, ...change };
  const what = change.windows
    ? "window"
    : change.off
      ? "keys it is off for"
      : change.enabled === undefined
        ? "setting"
        : change.enabled
          ? "switched on"
          : "switched off";
  try {
    await undoable(`${item.title}: ${what}`, request("plugins.set", after), () => request("plugins.set", before));
    return null;
  } catch (error) {
    const reason = readable(error);
    if (!quiet) notify(reason, "error");
    return reason;
  }
}
