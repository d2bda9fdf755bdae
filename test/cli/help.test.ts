import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { weir } from "../reports/weir-report.ts";

test("the help says where to begin, what exit codes mean, and each command once, under its heading", async () => {
  const { stdout, code } = await weir("--help");
  expect(code).toBe(0);
  expect(stdout.match(/^\S.*:$/gm)).toEqual([
    "Options:",
    "Analyse:",
    "Data in and out:",
    "Rules:",
    "A cluster:",
    "Weir itself:",
    "Begin:",
  ]);
  expect(stdout).toMatch(/weir simulate bts --out f\.csv[\s\S]*2: wrong usage\s+or unreadable input/);
  expect(stdout.match(/^ {2}run /gm)).toHaveLength(1);
});

test("flags of a run stand by what they are for, and a switch does not say that it is off", async () => {
  const { stdout } = await weir("run", "--help");
  const heading = (flag: string): string | undefined =>
    stdout
      .slice(0, stdout.indexOf(`\n  ${flag} `))
      .match(/^\S.*:$/gm)
      ?.at(-1);
  expect(["--mapping", "--plugin", "--out", "--resume", "--queue", "--metrics-port"].map(heading)).toEqual([
    "Input:",
    "Rules:",
    "Results:",
    "Stopping, falling and going on:",
    "A queue (amqp://…):",
    "Watching it:",
  ]);
  expect(stdout).not.toContain("default: false");
});

test.skipIf(process.platform === "win32")(
  "bash completes commands, flags, their words and ids of rules and reports; else files",
  async () => {
    const { stdout: script, code } = await weir("completion", "bash");
    expect(code).toBe(0);
    const completed = (...words: string[]): string[] => {
      const list = words.map((word) => `'${word}'`).join(" ");
      const ask = `${script}\nCOMP_WORDS=(weir ${list}); COMP_CWORD=${words.length}; _weir; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync("bash", ["-c", ask], { encoding: "utf8" }).trim().split("\n");
    };
    expect(completed("r")).toEqual(["run", "report"]);
    expect(completed("plugin", "")).toEqual(["list", "new", "check", "test", "pack", "backtest"]);
    expect(completed("plugin", "new", "--t")).toEqual(["--template"]);
    expect(completed("plugin", "new", "--template", "f")).toEqual(["filter"]);
    expect(completed("run", "f.csv", "--order", "")).toEqual(["time", "arrival"]);
    expect(completed("run", "report", "--plugin", "alarm")).toEqual(["alarm-counts"]);
    expect(completed("report", "f.csv", "--report", "alarms")).toEqual([
      "alarms-per-period",
      "alarms-by-hour",
      "alarms-by-weekday",
    ]);
    // Of a run it is a file.
    expect(completed("run", "f.csv", "--report", "al")).toEqual([""]);
    // A word of one command is none of another's.
    expect(completed("run", "--format", "")).toEqual(["auto", "csv", "json"]);
    expect(completed("publish", "f.csv", "--format", "")).toEqual(["csv", "json"]);
    expect(completed("plugin", "backtest", "anom")).toEqual(["anomaly"]);
    expect(completed("plugin", "backtest", "anomaly", "")).toEqual([""]);
    expect(completed("plugin", "test", "thr")).toEqual(["threshold-prediction"]);
    expect(completed("comp")).toEqual(["completion"]);
    expect(completed("completion", "")).toEqual(["bash", "zsh"]);
    expect(completed("help", "")).toEqual(expect.arrayContaining(["run", "plugin", "bench"]));
    expect(completed("run", "--out", "results", "--out-")).toEqual(["--out-of-orderness"]);
    // What is empty is left to the shell, which knows the files.
    expect(completed("run", "f")).toEqual([""]);
  },
);

test("a file without a command, and a word that is no choice, are answered with what to write", async () => {
  expect(await weir("package.json")).toMatchObject({
    code: 2,
    stderr: "weir: unknown command 'package.json'; to read it: weir run FILE\n",
  });
  expect(await weir("run", "f.csv", "--order", "size")).toMatchObject({
    code: 2,
    stderr: "weir: --order size: choose from time, arrival; see weir run --help\n",
  });
  expect(await weir("plugin", "backtest", "anomaly", "f.csv", "--sweep", "--table")).toMatchObject({
    code: 2,
    stderr: "weir: --sweep --table: a flag, where the value is missing; see weir plugin backtest --help\n",
  });
});
