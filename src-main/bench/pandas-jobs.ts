import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The same jobs as one would write them in pandas: files read with types, sorted by time, results written. Sliding windows are sums of
 * five minutes that roll over twelve of them (faster than adding each to twelve windows). `sensor-statistics` tells of each window and of all
 * so far; a job with "windows" in its name leaves the latter out, and so does less. Prints its seconds, imports not counted.
 */
const SCRIPT = `
import sys, time
import pandas as pd
file, job, out = sys.argv[1:4]
started = time.perf_counter()
kinds = {"station_id": "category", "datapoint_id": "category", "alarm_id": "category"}
df = pd.read_csv(file, usecols=["station_id", "datapoint_id", "alarm_id", "event_time", "value", "valueThreshold", "isActive"], dtype=kinds)
df["event_time"] = pd.to_datetime(df["event_time"], format="%Y-%m-%d %H:%M:%S UTC")
df = df.sort_values("event_time", kind="stable")
sensor = ["station_id", "datapoint_id"]
alarm = sensor + ["alarm_id"]
def of_windows():
    hour = df["event_time"].dt.floor("h").rename("start")
    return df.groupby(sensor + [hour], observed=True)["value"].agg(["count", "min", "max", "mean", "std"]).reset_index()
def windows():
    of_windows().sort_values("start", kind="stable").to_csv(out + "-statistics.csv", index=False)
def statistics():
    table = of_windows()
    n, mean, std = table["count"], table["mean"], table["std"].fillna(0)
    table["sum"] = n * mean
    table["squares"] = std * std * (n - 1) + n * mean * mean
    so_far = table.groupby(sensor, observed=True)
    table["running-min"] = so_far["min"].cummin()
    table["running-max"] = so_far["max"].cummax()
    all_n, total, squares = so_far["count"].cumsum(), so_far["sum"].cumsum(), so_far["squares"].cumsum()
    table["running-count"] = all_n
    table["running-mean"] = total / all_n
    table["running-std"] = ((squares - total * total / all_n).clip(lower=0) / (all_n - 1)) ** 0.5
    table.drop(columns=["sum", "squares"]).sort_values("start", kind="stable").to_csv(out + "-statistics.csv", index=False)
def alarm_counts():
    active = df[df["isActive"]]
    slices = active.groupby(alarm + [active["event_time"].dt.floor("5min").rename("slice")], observed=True).size().rename("n").reset_index()
    windows = pd.concat([slices.assign(start=slices["slice"] - pd.Timedelta(minutes=5 * k)) for k in range(12)])
    counts = windows.groupby(alarm + ["start"], observed=True)["n"].sum().reset_index()
    counts.sort_values("start", kind="stable").to_csv(out + "-counts.csv", index=False)
def active_alarms():
    before = df.groupby(alarm, observed=True)["isActive"].shift(fill_value=False)
    df[df["isActive"] != before].to_csv(out + "-alarms.csv", index=False)
def window():
    slices = df.groupby(sensor + [df["event_time"].dt.floor("5min").rename("slice")], observed=True)["value"].agg(["count", "min", "max", "sum"]).reset_index()
    grid = pd.date_range(slices["slice"].min(), slices["slice"].max() + pd.Timedelta(minutes=55), freq="5min", name="slice")
    keys = slices[sensor].drop_duplicates()
    full = keys.merge(grid.to_frame(index=False), how="cross").merge(slices, how="left", on=sensor + ["slice"])
    full[["count", "sum"]] = full[["count", "sum"]].fillna(0)
    rolling = full.groupby(sensor, observed=True)[["count", "min", "max", "sum"]].rolling(12, min_periods=1)
    rolled = rolling.agg({"count": "sum", "min": "min", "max": "max", "sum": "sum"}).droplevel([0, 1])
    table = full[sensor].assign(start=full["slice"] - pd.Timedelta(minutes=55)).join(rolled)
    table = table[table["count"] > 0].copy()
    table["mean"] = table["sum"] / table["count"]
    table.sort_values("start", kind="stable").to_json(out + "-window.jsonl", orient="records", lines=True)
jobs = {
    "two": [statistics, alarm_counts],
    "two, windows": [windows, alarm_counts],
    "three": [statistics, alarm_counts, active_alarms],
    "three, windows": [windows, alarm_counts, active_alarms],
    "window": [window],
}
for step in jobs[job]:
    step()
print(time.perf_counter() - started)
`;

export type PandasJob = "two" | "two, windows" | "three" | "three, windows" | "window";

/** Seconds of a job in pandas; null where there is no python3 with pandas (WEIR_PYTHON names another python). */
export function pandasSeconds(file: string, job: PandasJob, folder: string): number | null {
  const script = join(folder, "pandas-jobs.py");
  writeFileSync(script, SCRIPT);
  const python = process.env["WEIR_PYTHON"] ?? "python3";
  if (spawnSync(python, ["-c", "import pandas"]).status !== 0) return null;
  const child = spawnSync(python, ["-W", "ignore", script, file, job, join(folder, "pandas")], { encoding: "utf8" });
  if (child.status !== 0) throw new Error(`bench csv: pandas failed: ${child.stderr.trim().split("\n").pop()}`);
  return Number(child.stdout);
}
