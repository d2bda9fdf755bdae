import { checkSettings } from "../plugin-host/check-settings.ts";
import { checkOff, keyWindow } from "../session/plugin-library.ts";
import type { Workbench } from "../session/workbench.ts";
import type { Methods } from "./contract.ts";

/** Switches a rule or filter and sets it: everything that changes one goes this way. Throws an Error of one line. */
export async function setContribution(
  bench: Workbench,
  { id, enabled, settings, windows, off }: Methods["plugins.set"]["args"],
): Promise<void> {
  const library = await bench.plugins.library();
  const item = library.set.contributions.find((each) => each.id === id);
  if (item === undefined || (item.type !== "rule" && item.type !== "filter"))
    throw new Error(`There is no rule or filter ${id}.`);
  checkSettings(id, item.settings, settings);
  if (item.type === "rule") for (const each of windows ?? []) keyWindow(id, item, each);
  if (item.type === "rule") for (const each of off ?? []) checkOff(id, item, each);
  const defaults = Object.entries(settings).filter(([name, value]) => value !== item.settings[name]?.default);
  const former = bench.workspace.plugins[id];
  const next = {
    ...former,
    enabled,
    settings: Object.fromEntries(defaults),
    ...(windows === undefined ? {} : { windows: [...windows] }),
    ...(off === undefined ? {} : { off: [...off] }),
  };
  bench.change({ plugins: { ...bench.workspace.plugins, [id]: next } }, (rule) => (rule === id ? item : undefined));
  await bench.applyPlugin(item.plugin);
}
