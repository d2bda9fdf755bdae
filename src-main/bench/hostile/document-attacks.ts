import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseDuration } from "../../engine/duration.ts";
import { parseWindow } from "../../engine/window-text.ts";
import { checkSettings } from "../../plugin-host/check-settings.ts";
import { checkWindow, readContributions } from "../../plugin-host/declare.ts";
import { readPlugin } from "../../plugin-host/discover.ts";
import { workspaceInput } from "../../session/analysis-input.ts";
import { readTruth } from "../../session/backtest-truth.ts";
import { openFiles } from "../../session/open-files.ts";
import { parsePluginChoice } from "../../session/plugin-choice.ts";
import { emptyWorkspace, readWorkspace, writeWorkspace } from "../../session/workspace.ts";
import { type Attack, expectSame, Finding, putFile, refusedOr } from "./attack.ts";
import { pick } from "./draws.ts";
import { anyValue, bend, hostileJson } from "./json-grammar.ts";
import { mutate } from "./mutate.ts";

const ROWS = `station;time;value;temp;on\n${Array.from({ length: 12 }, (_, i) => `a;2024-03-01 00:00:${10 + i};${i},5;${i};true`).join("\n")}\n`;
const MAPPED = {
  version: 1,
  encoding: "utf-8",
  delimiter: ";",
  quote: '"',
  header: true,
  columns: ["station", "time", "value", "temp", "on"],
  decimal: ",",
  time: { columns: ["time"], format: "iso", zone: "UTC" },
  station: "station",
  constants: { alarm: "x" },
  threshold: "temp",
  noThreshold: 999_999,
  active: "on",
  missing: ["", "NA"],
};
/** One value a row, of the sensor it names, and several, each a sensor. */
const MAPPING = { ...MAPPED, sensor: 3, value: "value" };
const MAPPINGS = [MAPPING, { ...MAPPED, values: ["value", "temp"] }];

/** A mapping file, and a file of rows read by it. */
export const mappingAttack: Attack = {
  name: "mapping",
  share: 10,
  make: (random) => hostileJson(random, pick(random, MAPPINGS)),
  async run(input, { folder }) {
    const mapping = join(folder, "mapping.json");
    const file = join(folder, "rows.csv");
    putFile(mapping, input);
    putFile(file, ROWS);
    const read = await refusedOr(async () => {
      const source = await openFiles([file], { mapping, order: "time" });
      let rows = 0;
      let told = 0;
      for await (const chunk of source.chunks(new AbortController().signal)) {
        rows += chunk.rows;
        told += chunk.rowsAccepted + Object.values(chunk.refused).reduce((sum, n) => sum + n, 0);
      }
      if (rows !== told) throw new Finding(`${rows} rows read, ${told} accounted for`);
    });
    return read === null ? "refused" : "read";
  },
};

const WORKSPACE = {
  ...emptyWorkspace("hostile"),
  sources: [
    { kind: "csv", paths: ["a.csv"], mapping: MAPPING, order: "time", outOfOrderness: 0 },
    { kind: "rabbitmq", url: "amqp://localhost", queue: "q", format: "auto", guarantee: "at-most-once", profile: "p" },
  ],
  plugins: { anomaly: { enabled: true, settings: { limit: 3 }, windows: [{ station: "a", window: "tumbling:5m" }] } },
  annotations: [{ time: 1, text: "note" }],
  queries: [{ name: "q", sql: "select 1" }],
  changes: [
    { time: 1, what: "Anomaly: limit", from: "5", to: "3", former: { rule: "anomaly", setting: "limit", value: 5 } },
    { time: 2, what: "Speed", from: "max", to: "2", former: { speed: "max" } },
  ],
  layout: { charts: [1, 2] },
};

export const workspaceAttack: Attack = {
  name: "workspace",
  share: 8,
  make: (random) => hostileJson(random, WORKSPACE),
  async run(input, { folder }) {
    const file = join(folder, "a.weir.json");
    putFile(file, input);
    const read = await refusedOr(() => readWorkspace(file));
    if (read === null) return "refused";
    await refusedOr(() => workspaceInput(read.value, file));
    writeWorkspace(file, read.value);
    expectSame("a workspace written and read again", readWorkspace(file), read.value);
    return "read";
  },
};

const MANIFEST = {
  name: "hot-room",
  version: "1.0.0",
  displayName: "Hot room",
  main: "index.ts",
  weir: { api: 1 },
  description: "x",
};

export const manifestAttack: Attack = {
  name: "manifest",
  share: 5,
  make: (random) => hostileJson(random, MANIFEST),
  async run(input, { folder }) {
    const plugin = join(folder, "plugin");
    mkdirSync(plugin, { recursive: true });
    putFile(join(plugin, "package.json"), input);
    const read = await refusedOr(() => readPlugin(plugin));
    if (read === null) return "refused";
    const { main, name } = read.value;
    if (main.startsWith("/") || join(plugin, main).indexOf(plugin) !== 0) throw new Finding(`main ${main} is outside the folder`);
    if (!/^[\x20-\x7e]+$/.test(name)) throw new Finding(`name ${JSON.stringify(name)}`);
    return "read";
  },
};

const RULE = {
  type: "rule",
  id: "hot-room",
  title: "Hot room",
  description: "",
  by: ["station"],
  only: { sensor: ["121"] },
  settings: {
    limit: { input: "number", label: "Limit", default: 3, min: 1, max: 9 },
    size: { input: "duration", label: "Window", default: 60_000, min: 1000 },
    mode: { input: "choice", label: "Mode", default: "a", options: [{ value: "a", label: "A" }] },
    on: { input: "toggle", label: "On", default: true },
    text: { input: "text", label: "Text", default: "x", maxLength: 10 },
  },
  aggregates: { high: { of: "value", fn: "max" }, p: { fn: "quantile", q: 0.9 } },
  series: { high: { label: "High", unit: "°C" } },
  window: { kind: "sliding", size: 60_000, every: 5000 },
  given: { limit: "5", size: "5m" },
};

/** What a plugin's code declares, as data, and the settings someone gives it. */
export const declarationAttack: Attack = {
  name: "declaration",
  share: 4,
  make: (random) => Buffer.from(JSON.stringify(bend(random, RULE)) ?? "null"),
  async run(input) {
    const rule = await refusedOr(() => JSON.parse(input.toString()) as typeof RULE | null).catch(() => null);
    if (rule === null || typeof rule.value !== "object" || rule.value === null) return "refused";
    const { window, given, ...declared } = rule.value;
    try {
      checkWindow(window, "hot-room");
      const [read] = readContributions({ ...declared, onEvent: () => {} }, "hot-room", "1.0.0");
      if (read?.declaration.type === "rule") {
        const { settings } = read.declaration;
        if (Object.getPrototypeOf(settings) !== Object.prototype) throw new Finding("settings with another prototype");
        // Whoever gives settings gives texts, numbers or booleans: a workspace is checked for it before.
        const texts = Object.entries(given ?? {}).map(([name, value]) => [name, typeof value === "object" ? "" : value] as const);
        await refusedOr(() => checkSettings("hot-room", settings, Object.fromEntries(texts)));
      }
      return "read";
    } catch (error) {
      // In the plugin's own realm a TypeError with a line is the refusal.
      if (error instanceof TypeError && /^(?:[\w-]+:|the default export|id |a declaration)/.test(error.message)) return "refused";
      throw error;
    }
  },
};

const FLAGS = [
  "sliding:60s/5s",
  "tumbling:5m",
  "session:1h",
  "count:10/5",
  "trailing:250ms",
  "./plugin:limit=3,size=5m",
  "anomaly:limit=\\,",
  "1d",
  "250ms",
];

/** Values of flags. */
export const flagAttack: Attack = {
  name: "flags",
  share: 2,
  make: (random) => mutate(random, Buffer.from(pick(random, FLAGS))),
  async run(input) {
    const text = input.toString("latin1");
    const read = [
      await refusedOr(() => parseWindow(text)),
      await refusedOr(() => parseDuration(text)),
      await refusedOr(() => parsePluginChoice(text)),
    ];
    return read.every((each) => each === null) ? "refused" : "read";
  },
};

const TRUTH = { planted: [{ kind: "ramp", station: "a", sensor: "121", alarm: "", start: 0, end: 1000, crossing: 500 }] };

/** What `weir simulate --truth` wrote. */
export const truthAttack: Attack = {
  name: "truth",
  share: 1,
  make: (random) => hostileJson(random, random.below(2) === 0 ? TRUTH : anyValue(random, 4)),
  async run(input, { folder }) {
    const file = join(folder, "truth.json");
    putFile(file, input);
    return (await refusedOr(() => readTruth(file))) === null ? "refused" : "read";
  },
};
