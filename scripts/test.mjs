// `npm test`: sets everything up, then checks types and style and runs every test: unit, real RabbitMQ, real Electron.
// Arguments go to vitest: `npm test -- test/engine`.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCli, buildDesktop } from "./build.mjs";
import { electronEnvironment } from "./electron.mjs";
import { run } from "./setup/command.mjs";
import { root } from "./setup/paths.mjs";
import { orExplain, say, step } from "./setup/step.mjs";
import { setUpTests } from "./setup.mjs";

const only = process.argv.slice(2);
const bin = (name, file) => join(root, "node_modules", name, file);

await orExplain(async () => {
  const electron = await setUpTests();
  await buildCli();
  await buildDesktop();
  let broken = 0;
  if (only.length === 0) {
    const types = await step("Checking types", () =>
      run(process.execPath, [bin("typescript", "bin/tsc"), "--noEmit", "-p", root]),
    );
    const style = await step("Checking style and import layers", () =>
      run(process.execPath, [bin("@biomejs/biome", "bin/biome"), "check", "."]),
    );
    broken = [types, style].filter((code) => code !== 0).length;
  }
  const folder = mkdtempSync(join(tmpdir(), "weir-results-"));
  try {
    const results = join(folder, "results.json");
    const vitest = [
      process.execPath,
      bin("vitest", "vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${results}`,
      ...only,
    ];
    const [command, ...args] =
      process.platform === "linux" && !process.env.DISPLAY
        ? ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", ...vitest]
        : vitest;
    const code = await run(command, args, {
      stdout: 1,
      env: { ...electronEnvironment(electron), NO_COLOR: process.env.NO_COLOR ?? "1" },
    });
    const { passed, failed } = count(results);
    if (broken > 0) say("types or style do not pass: see above");
    process.stdout.write(`\n${passed} passed, ${failed + broken} failed\n`);
    if (code !== 0 || failed + broken > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A test file that could not be loaded counts as one failure. */
function count(file) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, "utf8"));
    const unloaded = testResults.filter(
      ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
    ).length;
    return { passed: numPassedTests, failed: numFailedTests + unloaded };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
