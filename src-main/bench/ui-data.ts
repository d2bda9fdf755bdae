import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const START = Date.UTC(2026, 10, 23, 12);
export const SERIES = 20;

const sensor = (key: number): string => `S${String(key % 10).padStart(2, "0")}`;
const station = (key: number): string => (key < 10 ? "north" : "south");

/** A file of 20 series whose event times give `rate` events a second, and a workspace that plays it at the speed of life on two charts. */
export function writeStreamWorkspace(folder: string, rate: number, seconds: number): string {
  const path = join(folder, "stream.csv");
  const file = openSync(path, "w");
  writeSync(file, "time_ms,station,sensor,value,threshold\n");
  const rows = rate * seconds;
  let lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    const key = row % SERIES;
    const ms = START + Math.floor((row * 1000) / rate);
    const value = 20 + key + 3 * Math.sin(row / (rate / 2) + key) + ((row * 7919) % 100) / 100;
    lines.push(`${ms},${station(key)},${sensor(key)},${value.toFixed(2)},45`);
    if (lines.length === 10_000) {
      writeSync(file, `${lines.join("\n")}\n`);
      lines = [];
    }
  }
  if (lines.length > 0) writeSync(file, `${lines.join("\n")}\n`);
  closeSync(file);
  const chart = (name: string) => ({
    id: `chart-${name}`,
    keys: Array.from({ length: SERIES }, (_, key) => [station(key), sensor(key), ""]).filter(([of]) => of === name),
  });
  return writeWorkspace(folder, "stream", {
    sources: [{ kind: "csv", paths: [path] }],
    speed: 1,
    layout: { live: { charts: [chart("north"), chart("south")] } },
  });
}

/** A file whose every row turns an alarm, and a workspace with the rule that tells each. */
export function writeAlertsWorkspace(folder: string, alerts: number): string {
  const path = join(folder, "alarms.csv");
  const file = openSync(path, "w");
  writeSync(file, "time_ms,station,sensor,alarm,value,active\n");
  const stations = 200;
  let text = "";
  for (let row = 0; row < alerts + stations; row++) {
    const turn = Math.floor(row / stations);
    text += `${START + row * 1000},ST${row % stations},111,322,${20 + (row % 17)},${turn % 2 === 1}\n`;
    if (text.length > 1 << 20) {
      writeSync(file, text);
      text = "";
    }
  }
  writeSync(file, text);
  closeSync(file);
  const off = ["alarm-counts", "anomaly", "sensor-statistics", "threshold-prediction"].map((id) => [id, { enabled: false }]);
  return writeWorkspace(folder, "alarms", {
    sources: [{ kind: "csv", paths: [path] }],
    plugins: Object.fromEntries([...off, ["active-alarms", { enabled: true }]]),
  });
}

/** Writes a workspace file; answers its path. */
export function writeWorkspace(folder: string, name: string, workspace: object): string {
  const path = join(folder, `${name}.weir.json`);
  writeFileSync(path, JSON.stringify({ weir: 1, name, ...workspace }));
  return path;
}
