import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPlugin, PLUGIN_TEMPLATES } from "../../src-main/session/plugin-templates.ts";
import { weir } from "../reports/weir-report.ts";
import { workerDir } from "../support/page.ts";

const folder = mkdtempSync(join(tmpdir(), "weir-plugin-check-"));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  for (const template of PLUGIN_TEMPLATES)
    createPlugin(at(`my-${template}`), `my-${template}`, template, join(workerDir, "weir-api.ts"));
});

/** A copy of a template with one thing changed. */
function changed(template: string, name: string, from: string, to: string): string {
  cpSync(at(`my-${template}`), at(name), { recursive: true });
  const edit = (file: string, before: string, after: string): void => {
    const text = readFileSync(join(at(name), file), "utf8");
    expect(text).toContain(before);
    writeFileSync(join(at(name), file), text.replace(before, after));
  };
  edit("package.json", `my-${template}`, name);
  edit("index.ts", `id: "my-${template}"`, `id: "${name}"`);
  edit("index.ts", from, to);
  return at(name);
}

it.each(PLUGIN_TEMPLATES)("a new %s holds as it is made", async (template) => {
  const { code, stdout: out } = await weir("plugin", "check", at(`my-${template}`));
  expect(code).toBe(0);
  expect(out).toContain(`${template} my-${template}`);
  if (template !== "catalogue") expect(out).toMatch(/dry run/);
});

it.each([
  ["report", "no-such-view", "FROM events", "FROM evnts", /report no-such-view: .*evnts/],
  [
    "report",
    "no-such-column",
    '{ name: "events", label',
    '{ name: "place", label: "Place" },\n    { name: "events", label',
    /has no column "place"/,
  ],
  ["report", "odd-chart", 'x: "station"', 'x: "statoin"', /chart: x must be a column of the report: station, events/],
  [
    "rule",
    "reads-files",
    "import { defineRule",
    'import "node:fs";\nimport { defineRule',
    /index\.ts:1: "node:fs" is not available to a plugin/,
  ],
  [
    "rule",
    "asks-the-time",
    "const above = ",
    "if (Date.now() > 0) return;\n    const above = ",
    /index\.ts:21: onWindow: a plugin has no clock: use context\.now/,
  ],
  [
    "rule",
    "throws-dice",
    "const above = ",
    "if (Math.random() > 0) return;\n    const above = ",
    /onWindow: a plugin has no chance/,
  ],
  ["rule", "odd-default", "default: 30 }", "default: 30, max: 20 }", /setting limit: its default 30 must be at most 20/],
  [
    "rule",
    "holds-a-map",
    "({ firing: false })",
    "({ firing: false, seen: new Map() })",
    /initialState: state\.seen holds a Map; state must be plain JSON/,
  ],
  [
    "rule",
    "holds-a-date-later",
    "state.firing = above;",
    "state.firing = above; (state as any).at = new Date(0);",
    /state\.at holds a Date; state must be plain JSON: its number of milliseconds/,
  ],
  [
    "rule",
    "counts-alone",
    "({ firing: false })",
    "({ firing: false }).firing as any",
    /initialState: a boolean cannot be changed in place/,
  ],
  [
    "rule",
    "one-state-for-all",
    "() => ({ firing: false })",
    "((state) => () => state)({ firing: false })",
    /initialState: answer a new object each time, or all keys have one state/,
  ],
  ["rule", "waits", "onWindow({", "async onWindow({", /waits: onWindow must be a plain function, without async, await or yield/],
  [
    "rule",
    "default-forgotten",
    "export default",
    "export const rule =",
    /the default export is no contribution: write export default/,
  ],
  [
    "rule",
    "wants-a-package",
    'from "weir";',
    'from "weir";\nimport { mean } from "simple-statistics/mean.js";\nconsole.log(mean);',
    /Could not resolve "simple-statistics\/mean\.js": run npm install --ignore-scripts simple-statistics in the plugin's folder/,
  ],
  [
    "rule",
    "wants-a-file",
    'from "weir";',
    'from "weir";\nimport { mean } from "./mean";\nconsole.log(mean);',
    /index\.ts:2: Could not resolve "\.\/mean": there is no such file/,
  ],
  [
    "catalogue",
    "names-in-a-text",
    'from "weir";',
    'from "weir";\nimport names from "./README.md";\nconsole.log(names);',
    /index\.ts:2: No loader is configured for "\.md" files: README\.md: a plugin imports \.ts, \.js and \.json/,
  ],
  [
    "catalogue",
    "odd-severity",
    'severity: "warning"',
    'severity: "grave" as "info"',
    /alarms: a1: severity must be one of critical, warning, info/,
  ],
])(
  "of a %s that is wrong the check says why: %s",
  async (template, name, from, to, message) => {
    const { code, stderr: err } = await weir("plugin", "check", changed(template, name, from, to));
    expect(err).toMatch(message);
    expect(code).toBe(1);
  },
  60_000,
);

it("what a rule writes to its console is shown, its first lines and how many more, and is no type mistake", async () => {
  const talks = changed(
    "rule",
    "talks",
    "if (mean === null) return;",
    'if (mean === null) return;\n    console.log("mean", mean, { a: 1 });',
  );
  const { code, stderr: err } = await weir("plugin", "check", talks);
  expect(code).toBe(0);
  expect(err).toMatch(/^weir: talks: mean -?\d+(\.\d+)? \{"a":1\}$/m);
  expect(err).toMatch(/and [\d,]+ more lines that rules wrote to their log/);
}, 60_000);

it("a rule to which none of the rows tried can come is told as such, not as one that finds nothing", async () => {
  const other = changed(
    "rule",
    "for-pumps",
    'by: ["station", "sensor"],',
    'by: ["station"], only: { sensor: ["flow"], threshold: true },',
  );
  const { code, stdout } = await weir("plugin", "check", other);
  expect(stdout).toContain("none of these rows is for for-pumps, only sensor flow and with threshold");
  expect(code).toBe(0);
  const { stdout: all } = await weir("plugin", "check", at("my-rule"));
  expect(all).not.toContain("none of these rows");
}, 60_000);

it("a main that is not there is told as the manifest's mistake", async () => {
  const lost = changed("rule", "lost-main", "Mean of a", "Mean of one");
  const manifest = readFileSync(join(lost, "package.json"), "utf8");
  writeFileSync(join(lost, "package.json"), manifest.replace('"index.ts"', '"src/index.ts"'));
  expect(await weir("plugin", "check", lost)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("package.json: main names src/index.ts, which is no file"),
  });
}, 60_000);

it("of what its tsconfig extends and a source says its map is nothing is read elsewhere, such as a device that never ends", async () => {
  const extended = changed("rule", "extends-a-device", "Mean of a", "Mean of one");
  writeFileSync(join(extended, "tsconfig.json"), JSON.stringify({ extends: "/dev/zero" }));
  const source = readFileSync(join(extended, "index.ts"), "utf8");
  writeFileSync(join(extended, "index.ts"), `${source}//# sourceMappingURL=../../../../../../dev/zero\n`);
  expect(await weir("plugin", "check", extended)).toMatchObject({ code: 0, stdout: expect.stringContaining("dry run") });
}, 60_000);

it("third-party code goes along: without types, of an older kind, with what looks like an import or a comment of HTML in it", async () => {
  const uses = changed("rule", "uses-code", 'from "weir";', 'from "weir";\nimport { total } from "old-code";');
  const place = join(uses, "node_modules", "old-code");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), JSON.stringify({ name: "old-code", version: "1.0.0", main: "main.js" }));
  const code = `// see the types: import("./main.d.ts") <!-- old -->
var root = typeof global === "object" && global.Object === Object ? global : null;
exports.total = function (list) { var i = list.length, sum = 0; while (i-->0) sum += list[i]; return root.Number(sum) + (list.length > 9 ? import(["node", "fs"].join(":")) : 0); };
`;
  writeFileSync(join(place, "main.js"), code);
  const source = readFileSync(join(uses, "index.ts"), "utf8");
  const said = (value: string): void =>
    writeFileSync(join(uses, "index.ts"), source.replace('record("mean", mean)', `record("mean", total([mean, ${value}]))`));
  said("1");
  expect(await weir("plugin", "check", uses)).toMatchObject({ code: 0, stdout: expect.stringContaining("types: ok") });
  said("...Array.from({ length: 20 }, () => 1)");
  expect(await weir("plugin", "check", uses)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("import() is not available to a plugin"),
  });
}, 60_000);

it("a name that ships is refused, a folder that is not there named, a folder meant by its name hinted at", async () => {
  const taken = await weir("plugin", "new", at("silent-sensors"));
  expect(taken).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("silent-sensors ships with Weir; choose another name"),
  });
  const missing = await weir("plugin", "test", at("nowhere"));
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("nowhere is no plugin: it has no package.json") });
  mkdirSync(at("data"));
  writeFileSync(at("data/few.csv"), "time,station,value\n2026-01-01T00:00:00Z,a,1\n2026-01-01T00:01:00Z,a,2\n");
  const filter = await weir("plugin", "backtest", at("my-filter"), at("data/few.csv"));
  expect(filter).toMatchObject({ code: 2, stderr: expect.stringContaining("my-filter has no rule to judge") });
}, 60_000);

it.each([
  [
    "report",
    /weir plugin check \S+my-report runs its reports over simulated rows, weir report FILE --report \S+my-report over yours$/,
  ],
  ["catalogue", /weir plugin check \S+my-catalogue looks at it, weir run FILE --plugin \S+my-catalogue uses its names$/],
])("a %s is told what tries it, as scenarios do not", async (template, tried) => {
  const { code, stdout, stderr } = await weir("plugin", "test", at(`my-${template}`));
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.trim()).toMatch(tried);
  expect(stderr).toMatch(/^weir: \S+ has no rule or filter, and scenarios are for those: .*\n$/);
});
