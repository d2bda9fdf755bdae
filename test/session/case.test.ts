import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Alert } from "../../src-main/plugin-host/contract.ts";
import { type Case, writeCase } from "../../src-main/session/case/case-file.ts";
import { makeCase } from "../../src-main/session/case/make-case.ts";
import { Running } from "../../src-main/session/running.ts";
import { Workbench } from "../../src-main/session/workbench.ts";
import { weir } from "../reports/weir-report.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { writePlugin } from "../support/plugin-folder.ts";

// An alert is kept as a case in one session and given again by `weir run` in another process.

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const workerDir = resolve(import.meta.dirname, "../../out/cli");
const bench = new Workbench({ workerDir, onChange: () => {}, onProblem: () => {} });
const running = new Running();
let alerts: readonly Alert[];

const OWN = `import { defineRule } from "weir";
export default defineRule({
  id: "climb", title: "Climb", by: ["station", "sensor"],
  settings: { by: { input: "number", label: "By", default: 3 } },
  initialState: () => ({ last: null as number | null }),
  onEvent({ state, settings, alert }, event) {
    if (state.last !== null && event.value - state.last > settings.by)
      alert({ severity: "info", title: "Climbs", value: event.value, evidence: { before: state.last } });
    state.last = event.value;
  },
});
`;

beforeAll(async () => {
  writeBts(at("f.csv"), { stations: 3, days: 1, seed: 3 });
  mkdirSync(at("climb"));
  writeFileSync(
    at("climb/package.json"),
    JSON.stringify({ name: "climb", version: "1.2.3", displayName: "Climb", main: "index.ts", type: "module", weir: { api: 1 } }),
  );
  writeFileSync(at("climb/index.ts"), OWN);
  writePlugin(
    folder.path,
    "words",
    `import { defineCatalogue } from "weir";
export default defineCatalogue({ id: "words", title: "Words", alarms: Object.fromEntries(
  Array.from({ length: 30 }, (_, i) => [String(301 + i), { name: "Alarm " + i + " of ours", severity: "critical" }])) });
`,
  );
  const words = { enabled: true, settings: {}, folder: at("words") };
  bench.change({ plugins: { climb: { enabled: true, settings: { by: 5 }, folder: at("climb") }, words } });
  await bench.openFiles([at("f.csv")]);
  await bench.session!.ended;
  alerts = bench.session!.picture.alerts.alerts as readonly Alert[];
}, 60_000);
afterAll(async () => {
  await bench.shutDown();
  folder.remove();
});

async function keep(rule: string): Promise<{ path: string; content: Omit<Case, "weirCase"> }> {
  const own = alerts.filter((alert) => alert.rule === rule);
  const alert = own[Math.floor(own.length / 2)]!;
  const openRecorded = () => Promise.reject(new Error("a file is read again"));
  const content = await makeCase({ bench, open: bench.session!, openRecorded, running }, alert, "0.1.0");
  const path = at(`${rule}.weir-case`);
  writeCase(path, content);
  return { path, content };
}

test("the alerts of every rule that gave one come again from their case files, byte for byte", async () => {
  const rules = [...new Set(alerts.map(({ rule }) => rule))];
  expect(rules).toEqual(expect.arrayContaining(["anomaly", "active-alarms", "climb"]));
  // An own catalogue's words and how grave it says an alarm is are in the case too.
  expect(alerts.find(({ rule, action }) => rule === "active-alarms" && action === "raise")).toMatchObject({
    ...{ severity: "critical", title: expect.stringMatching(/ of ours on$/) },
  });
  const files: string[] = [];
  for (const rule of rules) files.push((await keep(rule)).path);
  // Neither the data nor the plugin is there any more.
  for (const gone of ["f.csv", "climb", "words"]) rmSync(at(gone), { recursive: true });
  for (const file of files) {
    const { code, stdout } = await weir("run", file);
    expect(stdout).toMatch(/\.weir-case: the same alert again, byte for byte, after [\d,]+ events?, with the same code\n$/);
    expect(code).toBe(0);
  }
}, 60_000);

test("it holds the events of the alert's group alone, the settings and the sources", () => {
  const { events, rule, plugin } = JSON.parse(gunzipSync(readFileSync(at("climb.weir-case"))).toString()) as Case;
  expect(events.keys.length).toBeGreaterThan(0);
  expect(new Set(events.keys.map(([station, sensor]) => `${station} ${sensor}`)).size).toBe(1);
  expect(rule).toMatchObject({ id: "climb", version: "1.2.3", settings: { by: 5 } });
  expect(plugin.files?.["index.ts"]).toBe(OWN);
});

test("a case whose events or code were changed says what differs; a damaged one is refused in one line", async () => {
  const whole = JSON.parse(gunzipSync(readFileSync(at("climb.weir-case"))).toString()) as Case;
  const put = (name: string, content: unknown): string => {
    writeFileSync(at(name), gzipSync(JSON.stringify(content)));
    return at(name);
  };
  const flat = put("flat.weir-case", { ...whole, events: { ...whole.events, value: whole.events.value.map(() => 1) } });
  expect(await weir("run", flat)).toMatchObject({ code: 1, stdout: expect.stringMatching(/the rule climb gives no such alert/) });
  const files = { ...whole.plugin.files, "index.ts": OWN.replace('"Climbs"', '"Climbed"') };
  const other = put("other.weir-case", { ...whole, plugin: { ...whole.plugin, files } });
  expect(await weir("run", other)).toMatchObject({
    ...{ code: 1, stdout: expect.stringMatching(/same cause but other contents .*: the code of climb 1\.2\.3 is another/) },
  });
  const refused: [string, RegExp][] = [
    [
      put("out.weir-case", { ...whole, plugin: { ...whole.plugin, files: { "../x.ts": "" } } }),
      /damaged case file: field plugin\.files/,
    ],
    [put("short.weir-case", { ...whole, events: { ...whole.events, row: [] } }), /its columns do not fit together/],
    [put("newer.weir-case", { ...whole, weirCase: 9 }), /written by a newer Weir \(case 9\)/],
    [at("none.weir-case"), /does not exist/],
    [
      put("other-rule.weir-case", { ...whole, weir: "9.1.0", rule: { ...whole.rule, id: "later" } }),
      /other-rule\.weir-case: there is no rule or filter "later"; .*; it was made with Weir 9\.1\.0, this is \d/,
    ],
    [
      put("other-setting.weir-case", { ...whole, rule: { ...whole.rule, settings: { per: 5 } } }),
      /other-setting\.weir-case: climb: there is no setting "per"; it has by; it was made with Weir /,
    ],
  ];
  writeFileSync(at("text.weir-case"), "no case");
  refused.push([at("text.weir-case"), /is no case file/]);
  for (const [path, message] of refused) {
    const { code, stderr } = await weir("run", path);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(code, path).toBe(2);
  }
}, 60_000);
