import { spawn, spawnSync } from "node:child_process";
import { root } from "./paths.mjs";

/**
 * Runs a command with its output shown: on stderr, or with `stdout: 1` what it prints on stdout.
 * @returns {Promise<number>} exit code; 127 when the command does not exist
 */
export function run(command, args, { env = process.env, cwd = root, stdout = 2, timeout = 0 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", stdout, 2], shell: needsShell(command), timeout });
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** Runs a command quietly. @returns {{ code: number, stdout: string, stderr: string }} */
export function capture(command, args, { env = process.env, cwd = root, timeout = 0 } = {}) {
  const done = spawnSync(command, args, { cwd, env, encoding: "utf8", shell: needsShell(command), timeout, maxBuffer: 1 << 26 });
  return { code: done.error ? 127 : (done.status ?? 1), stdout: done.stdout ?? "", stderr: done.stderr ?? "" };
}

// npm is a .cmd file on Windows, which only a shell can start.
function needsShell(command) {
  return process.platform === "win32" && command === "npm";
}
