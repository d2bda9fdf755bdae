// `npm start`: sets everything up and does the main job. With a display the app opens on sample data; without one the same analysis runs
// headless, prints a summary and writes an HTML report. Arguments are files or a workspace to open instead of the sample.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { buildCli, buildDesktop } from "./build.mjs";
import { electronEnvironment, resolveElectron } from "./electron.mjs";
import { run } from "./setup/command.mjs";
import { ensureElectronPackages } from "./setup/debian.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { cache, root } from "./setup/paths.mjs";
import { orExplain, SetupError, say, step } from "./setup/step.mjs";

// npm runs scripts in the checkout; the paths on the command line are of where the person is.
const { npm_lifecycle_event: script, INIT_CWD: place } = process.env;
const files = process.argv
  .slice(2)
  .map((file) => (file === "-" || file.includes("://") ? file : resolve(script === "start" && place ? place : ".", file)));

/** The data set `npm start` opens: the same one the app's "Try with sample data" makes. */
const sample = { file: join(cache, "base-stations-12x2.csv"), flags: ["--stations", "12", "--days", "2", "--seed", "1"] };

/** Chromium's complaints where there is no D-Bus or graphics card, which it does without. */
const CHATTER = /^\[\d+:\d{4}\/\d{6}\.\d+:ERROR:(bus|object_proxy|viz_main_impl|gl_surface_presentation_helper)\.cc\(\d+\)\]/;

await orExplain(async () => {
  await ensureDependencies();
  if (hasDisplay()) await openApp();
  else await runHeadless();
});

function hasDisplay() {
  if (process.platform !== "linux") return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

async function openApp() {
  await ensureElectronPackages();
  await buildDesktop();
  const electron = await resolveElectron();
  const rootUser = process.getuid?.() === 0;
  if (rootUser)
    say("running as root: Chromium's sandbox cannot start, so the window runs without it. Start Weir as an ordinary user.");
  const args = [...(rootUser ? ["--no-sandbox"] : []), root, ...(files.length === 0 ? ["--sample"] : files)];
  say("opening Weir; close its window to end");
  const child = spawn(electron.executable, args, { stdio: ["inherit", "inherit", "pipe"], env: electronEnvironment(electron) });
  createInterface(child.stderr).on("line", (line) => {
    if (!CHATTER.test(line)) process.stderr.write(`${line}\n`);
  });
  const code = await new Promise((done) => {
    child.once("error", () => done(127));
    child.once("close", (value) => done(value ?? 1));
  });
  if (code !== 0) throw new SetupError(`Electron ended with exit code ${code}; its last lines are above.`);
}

async function runHeadless() {
  say("there is no display (DISPLAY is not set): the analysis runs headless");
  await buildCli();
  const weir = (args) => run(process.execPath, [join(root, "out/cli/main.js"), ...args], { stdout: 1 });
  const sources = files.length === 0 ? [sample.file] : files;
  if (files.length === 0 && !existsSync(sample.file)) {
    mkdirSync(cache, { recursive: true });
    await step("Making the sample data: 12 base stations over 2 days", async () => {
      const code = await weir(["simulate", "bts", ...sample.flags, "--out", sample.file]);
      if (code !== 0) throw new SetupError(`The sample data could not be written to ${cache}.`);
    });
  }
  const out = await step(`Analysing ${sources.join(" ")}`, async () => {
    for (let n = 1; ; n++) {
      const folder = resolve(n === 1 ? "weir-results" : `weir-results-${n}`);
      const other = writerOf(folder);
      if (other !== null) {
        say(`another Weir (process ${other}) is writing to ${folder}`);
        continue;
      }
      if (n > 1) say(`the results go to ${folder}`);
      const code = await weir(["run", ...sources, "--out", folder, "--report", join(folder, "report.html")]);
      if (code === 0) return folder;
      // Two may have begun at the same moment: one of them takes the next folder.
      if (writerOf(folder) === null) throw new SetupError("The analysis failed: see the line above.");
    }
  });
  const report = join(out, "report.html");
  process.stdout.write(`Report: ${report}\nAlerts: ${join(out, "alerts.jsonl")}\n`);
}

/** The process that writes its results into a folder now; null: none does. */
function writerOf(folder) {
  try {
    const { pid } = JSON.parse(readFileSync(join(folder, "weir.lock"), "utf8"));
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return error.code === "EPERM" ? "of another user" : null;
  }
}
