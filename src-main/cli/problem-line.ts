import type { PluginProblem } from "../plugin-host/contract.ts";
import { say } from "./terminal.ts";

/** What went wrong in a plugin, where, and what came of it. */
export function problemLine({ plugin, hook, message, file, line, quarantined }: PluginProblem): string {
  const place = line === null ? "" : ` (${file}:${line})`;
  return `plugin ${plugin}, ${hook}: ${message}${place}${quarantined ? " — switched off" : ""}`;
}

/** The others go on: who asked is told once. */
export function sayProblems(problems: readonly PluginProblem[]): void {
  for (const problem of problems) say(problemLine(problem));
}
