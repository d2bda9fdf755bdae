import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * Has Electron print an HTML file to a PDF, or draw it to a PNG, by the ending of `out`. `root` is the checkout. Throws an Error of one line
 * that says what is missing.
 */
export async function printPage(root: string, html: string, out: string): Promise<void> {
  const what = out.toLowerCase().endsWith(".png") ? "a PNG" : "a PDF";
  if (!existsSync(join(root, "out/main/main.js")))
    throw new Error(`${what} needs the desktop build: run npm run build once, or write --out FILE.html and print it`);
  const resolver = join(root, "scripts/electron.mjs");
  const found = existsSync(resolver) ? await capture(process.execPath, [resolver]) : null;
  const executable = found?.code === 0 ? found.stdout.trim().split("\n").at(-1) : undefined;
  if (executable === undefined)
    throw new Error(`${what} needs Electron, which was not found; write --out FILE.html and print it`);
  const headless = process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"];
  if (headless && spawnSync("xvfb-run", ["--help"]).status !== 0)
    throw new Error(`${what} without a display needs xvfb-run (apt-get install xvfb); or write --out FILE.html and print it`);
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const args = [...asRoot, root, "--print-pdf", resolve(html), resolve(out)];
  const printed = headless ? await capture("xvfb-run", ["-a", executable, ...args]) : await capture(executable, args);
  if (printed.code !== 0 || !existsSync(out))
    throw new Error(
      `${out} could not be made: ${printed.stderr.trim().split("\n").at(-1) || `Electron ended with ${printed.code}`}`,
    );
}

function capture(command: string, args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], timeout: 120_000 });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr = (stderr + data).slice(-10_000)));
    child.on("error", (error) => done({ code: 127, stdout, stderr: error.message }));
    child.on("close", (code) => done({ code: code ?? 1, stdout, stderr }));
  });
}
