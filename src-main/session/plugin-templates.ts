import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isNoSpace, noSpace } from "../sources/whole-file.ts";
import { PLUGIN_COMPILER } from "./plugin-compiler.ts";

export const PLUGIN_TEMPLATES = ["rule", "filter", "report", "catalogue"] as const;
export type PluginTemplate = (typeof PLUGIN_TEMPLATES)[number];

const SOURCES: Readonly<Record<PluginTemplate, (id: string, title: string) => string>> = {
  rule: (id, title) => `import { defineRule, minutes, seconds, sliding } from "weir";

/** Alerts when the mean of a sliding window goes above a limit; once until it is below again. */
export default defineRule({
  id: "${id}",
  title: "${title}",
  description: "Mean of a sliding window above a limit.",
  by: ["station", "sensor"],
  settings: {
    size: { input: "duration", label: "Window", default: minutes(10), min: seconds(1) },
    every: { input: "duration", label: "Every", default: minutes(1), min: seconds(1) },
    limit: { input: "number", label: "Above", default: 30 },
  },
  window: ({ size, every }) => sliding(size, every),
  aggregates: { mean: { fn: "mean" } },
  series: { mean: { label: "Mean" } },
  initialState: () => ({ firing: false }),
  onWindow({ state, settings, alert, record }, { values: { mean } }) {
    if (mean === null) return;
    record("mean", mean);
    const above = mean > settings.limit;
    if (above && !state.firing) alert({ severity: "warning", title: "Mean above the limit", value: mean, evidence: { mean, limit: settings.limit } });
    if (!above && state.firing) alert({ severity: "info", title: "Mean back below the limit", value: mean, action: "clear" });
    state.firing = above;
  },
});
`,
  filter: (id, title) => `import { defineFilter, minutes } from "weir";

/** Drops a value that is far from both neighbours while they agree. */
export default defineFilter({
  id: "${id}",
  title: "${title}",
  description: "Drops single values far from both neighbours.",
  by: ["station", "sensor"],
  settings: {
    jump: { input: "number", label: "Further than", default: 10, min: 0 },
  },
  neighbours: () => ({ before: 1, after: 1, within: minutes(10) }),
  onEvent({ jump }, event, { before, after }) {
    const [left] = before;
    const [right] = after;
    if (left === undefined || right === undefined) return { keep: true };
    const agree = Math.abs(left.value - right.value) < jump / 2;
    const far = Math.abs(event.value - (left.value + right.value) / 2) > jump;
    return agree && far ? { drop: "far from both neighbours" } : { keep: true };
  },
});
`,
  report: (id, title) => `import { defineReport } from "weir";

/** Events a station. The statement is one SELECT over the views events, alerts, series, rejects, metrics and runs. */
export default defineReport({
  id: "${id}",
  title: "${title}",
  description: "Events of each station.",
  sql: () => "SELECT station, count(*)::DOUBLE AS events FROM events GROUP BY station ORDER BY events DESC",
  columns: [
    { name: "station", label: "Station" },
    { name: "events", label: "Events" },
  ],
  chart: { kind: "bar", x: "station", y: ["events"] },
});
`,
  catalogue: (id, title) => `import { defineCatalogue } from "weir";

/** Names and units of codes, and how a file of this format is recognised. */
export default defineCatalogue({
  id: "${id}",
  title: "${title}",
  sensors: {
    t1: { name: "Temperature 1", quantity: "temperature", unit: "°C" },
  },
  alarms: {
    a1: { name: "Too hot", severity: "warning" },
  },
});
`,
};

const TRY: Readonly<Record<PluginTemplate, string>> = {
  rule: `- \`weir run data.csv --plugin . --out results\` runs it.
- \`weir plugin test .\` runs the scenarios below \`scenarios/\`: NAME/events.csv and NAME/expected.jsonl, made by you.
- \`weir plugin backtest . data.csv --labels labels.csv --table\` asks how it would have done.`,
  filter: `- \`weir run data.csv --plugin . --plugin sensor-statistics --out results\` runs it before a rule; what it drops is in rejects.csv.
- \`weir plugin test .\` runs the scenarios below \`scenarios/\`: NAME/events.csv, made by you, and NAME/expected.jsonl, a line a row it drops: \`--update\` writes it.`,
  report: "- `weir report data.csv --report . --out report.html` makes it.",
  catalogue: "- `weir run data.csv --plugin . --plugin sensor-statistics --out results` uses its names.",
};

const README = (title: string, template: PluginTemplate): string => `# ${title}

What it does, its settings, when it fails.

- \`weir plugin check .\` looks at manifest, types and a dry run.
${TRY[template]}
`;

/**
 * Writes a new plugin: manifest, source, README, and a tsconfig that knows the contract (\`apiTypes\`: its .d.ts, when built).
 * Throws an Error of one line when the folder holds something already. Returns the folder.
 */
export function createPlugin(folder: string, name: string, template: PluginTemplate, apiTypes: string): string {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) throw new Error(`plugin name "${name}" must be small letters, digits and dashes`);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`${folder} is not empty; choose another name or folder`);
  const title = name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");
  const manifest = { name, version: "0.1.0", displayName: title, type: "module", main: "index.ts", weir: { api: 1 } };
  const types = existsSync(apiTypes) ? { paths: { weir: [apiTypes] } } : {};
  const options = { ...PLUGIN_COMPILER, ...types };
  const files: Readonly<Record<string, string>> = {
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "index.ts": SOURCES[template](name, title),
    "README.md": README(title, template),
    "tsconfig.json": `${JSON.stringify({ compilerOptions: options, include: ["*.ts"] }, null, 2)}\n`,
  };
  let made: string | undefined;
  try {
    made = mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  } catch (error) {
    // Half a plugin is none; the folder was empty, or not there.
    for (const file of Object.keys(files)) rmSync(join(folder, file), { force: true });
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    if (isNoSpace(error)) throw new Error(noSpace(folder));
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Error(`cannot write ${folder}: ${reason}; choose another place`);
  }
  return folder;
}
