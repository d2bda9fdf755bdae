import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extract } from "tar";
import { afterAll, expect, test } from "vitest";
import { diagnosticsFiles, writeDiagnostics } from "../../src-main/diagnostics/bundle.ts";
import { logFiles, openLog } from "../../src-main/diagnostics/log.ts";

const folder = mkdtempSync(join(tmpdir(), "weir-log-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const now = () => new Date("2024-03-01T00:00:00Z");

test("lines are JSON, files are rotated, and the oldest go", () => {
  const path = join(folder, "rotated", "weir.jsonl");
  const log = openLog(path, { fileBytes: 1000, files: 3, now });
  for (let i = 0; i < 100; i++) log.write("info", "step", { i });
  const files = logFiles(path);
  expect(files.map((file) => file.slice(path.length))).toEqual(["", ".1", ".2"]);
  for (const file of files) expect(statSync(file).size).toBeLessThanOrEqual(1000);
  const lines = files.toReversed().flatMap((file) => readFileSync(file, "utf8").trim().split("\n"));
  const steps = lines.map((line) => (JSON.parse(line) as { i: number }).i);
  // Nothing between the oldest kept and the last is missing.
  expect(steps).toEqual(Array.from({ length: steps.length }, (_, i) => 100 - steps.length + i));
});

test("credentials, secret fields and what is quoted of data never reach the file", () => {
  const path = join(folder, "redacted.jsonl");
  const log = openLog(path, { now });
  log.write("error", "failed", {
    message: 'cannot open amqp://anna:Geheim7@host/%2F: value "Geheim7" of station "north"; password=Geheim7, token: "Geheim7"',
    password: "Geheim7",
    apiKey: "Geheim7",
    nested: { secret: "Geheim7" },
    rows: 3,
  });
  const line = readFileSync(path, "utf8");
  expect(line).not.toMatch(/Geheim7|north|anna/);
  expect(JSON.parse(line)).toMatchObject({
    time: "2024-03-01T00:00:00.000Z",
    level: "error",
    event: "failed",
    rows: 3,
    password: "…",
  });
});

test("a log that cannot be written stops nothing", () => {
  // A file where a folder should be.
  const log = openLog(join(folder, "redacted.jsonl", "weir.jsonl"));
  expect(() => log.write("info", "step")).not.toThrow();
});

test("the bundle is a tar of versions and the log, and cleans what an older log held", () => {
  const path = join(folder, "old.jsonl");
  openLog(path, { now }).write("info", "started");
  // What another program wrote there.
  rmSync(path);
  const parts = { version: "1.2.3", log: path, installed: { anomaly: "1.0.0" }, now: now() };
  openLog(path, { now }).write("info", "started");
  const out = join(folder, "bundle.tgz");
  const names = writeDiagnostics(out, parts);
  expect(names).toEqual(["weir/README.txt", "weir/machine.json", "weir/installed.json", "weir/log/old.jsonl"]);
  const unpacked = mkdtempSync(join(folder, "unpacked-"));
  extract({ file: out, cwd: unpacked, sync: true, strict: true });
  for (const [name, content] of Object.entries(diagnosticsFiles(parts))) {
    const text = readFileSync(join(unpacked, name), "utf8");
    // How much memory is free changes from one look to the next.
    if (name === "weir/machine.json") expect(JSON.parse(text)).toMatchObject({ weir: "1.2.3" });
    else expect(text, name).toBe(content);
  }
});
