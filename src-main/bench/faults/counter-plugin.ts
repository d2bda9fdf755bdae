import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A rule with a process of its own: what it says depends on every event it has seen. */
const PLUGIN = {
  "package.json": JSON.stringify({
    name: "faults-counter",
    version: "1.0.0",
    displayName: "Counter",
    main: "index.ts",
    weir: { api: 1 },
  }),
  "index.ts": `import { defineRule } from "weir";
export default defineRule({
  id: "faults-counter",
  title: "Counts and sums every event",
  by: ["station", "sensor"],
  settings: {},
  series: { seen: { label: "Events seen" } },
  initialState: () => ({ seen: 0, sum: 0 }),
  onEvent({ state, record, alert }, { value }) {
    state.seen++;
    state.sum += value;
    if (state.seen % 100 === 0) record("seen", state.seen);
    if (state.seen % 1000 === 0) alert({ severity: "info", title: "A thousand more", value: state.sum });
  },
});
`,
};

/** Writes it into a folder of its own within `folder`, and answers which. */
export function writeCounter(folder: string): string {
  const plugin = join(folder, "counter");
  mkdirSync(plugin, { recursive: true });
  for (const [name, text] of Object.entries(PLUGIN)) writeFileSync(join(plugin, name), text);
  return plugin;
}
