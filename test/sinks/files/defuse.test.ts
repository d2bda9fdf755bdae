import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, test } from "vitest";
import { csvCell, defusedCell } from "../../../src-main/sinks/files/csv-text.ts";
import { weir } from "../../reports/weir-report.ts";

const folder = mkdtempSync(join(tmpdir(), "weir-defuse-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ["=1+1", "'=1+1"],
  ["+cmd", "'+cmd"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ["-2+3", "'-2+3"],
  [" =1", "' =1"],
  ["\t=1", "'\t=1"],
  ["＝1＋1", "'＝1＋1"],
  // Numbers stay numbers.
  ["-2.5", "-2.5"],
  ["+7", "+7"],
  ["-1e-9", "-1e-9"],
  ["north", "north"],
])("%j is written as %j", (text, cell) => {
  expect(defusedCell(text)).toBe(cell);
});

test("what no one asked to be defused stays as it is", () => {
  expect(csvCell("=1+1")).toBe("=1+1");
});

test("stations that are formulas: as they are in the files of a run, defused on request", async () => {
  const file = join(folder, "rows.csv");
  const rows = Array.from({ length: 50 }, (_, i) => `2024-03-01T00:${String(i).padStart(2, "0")}:00Z,=cmd|'x'!A1,temp,${i}`);
  writeFileSync(file, `time,station,sensor,value\n${rows.join("\n")}\n2024-03-01T01:00:00Z,@evil,temp,bad\n`);
  for (const [name, flags, begins] of [
    ["plain", [], "="],
    ["safe", ["--defuse"], "'="],
  ] as const) {
    const out = join(folder, name);
    expect((await weir("run", file, "--plugin", "sensor-statistics:size=5m", "--out", out, ...flags)).code).toBe(0);
    const series = readFileSync(join(out, "series.csv"), "utf8").trim().split("\n").slice(1);
    expect(series.length).toBeGreaterThan(10);
    for (const line of series) expect(line.split(",")[1]).toBe(`${begins}cmd|'x'!A1`);
    // A whole row begins with its time.
    expect(readFileSync(join(out, "rejects.csv"), "utf8")).toContain('"2024-03-01T01:00:00Z,@evil,temp,bad"');
    const store = join(folder, "rows.db");
    if (name === "plain") expect((await weir("import", file, "--store", store)).code).toBe(0);
    const exported = join(folder, `${name}-export.csv`);
    expect((await weir("export", store, "--out", exported, ...flags)).code).toBe(0);
    expect(readFileSync(exported, "utf8")).toContain(`,${begins}cmd|'x'!A1,`);
    const report = join(folder, `${name}.csv`);
    expect((await weir("report", file, "--report", "station-share", "--out", report, ...flags)).code).toBe(0);
    expect(readFileSync(report, "utf8").split("\n")[1]?.startsWith(begins)).toBe(true);
  }
});
