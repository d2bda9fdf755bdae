import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Written anew again and again while the session runs. */
export const EDITED = "soak-edited";
/** Stays as it is: its process lives as long as the session does. */
export const KEPT = "soak-kept";

/** Writes an edition of a rule into a folder of its own, which is answered; its state goes on from one to the next. */
export function writeRule(folder: string, name: string, edition: number): string {
  const plugin = join(folder, name);
  mkdirSync(plugin, { recursive: true });
  const manifest = { name, version: `1.0.${edition}`, displayName: name, main: "index.ts", weir: { api: 1 } };
  writeFileSync(join(plugin, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    join(plugin, "index.ts"),
    `import { defineRule, sliding } from "weir";
const edition = ${edition};
export default defineRule({
  id: "${name}", title: "Soak", by: ["station", "sensor"], settings: {},
  window: () => sliding(60_000, 5_000), aggregates: { mean: { fn: "mean" } }, series: { mean: { label: "Mean" } },
  stateVersion: 1, initialState: () => ({ seen: 0, edition }),
  onEvent({ state }) { state.seen++; state.edition = edition; },
  onWindow({ record }, { values: { mean } }) { record("mean", mean); },
});
`,
  );
  return plugin;
}
