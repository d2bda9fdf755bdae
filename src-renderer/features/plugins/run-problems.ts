import type { ProblemRow, SourceProblem } from "../../../src-main/ipc/contract.ts";

/** Texts of one mistake often differ in the values at hand alone. */
const NUMBER = /-?\d+(\.\d+)?(e[+-]?\d+)?/gi;

/**
 * What a plugin's hooks failed with while they ran, each line and message once, whatever numbers are in it, with how often: first what
 * switched it off, then in the order in which they began.
 */
export function runProblems(rows: readonly ProblemRow[], plugin: string): SourceProblem[] {
  const groups = new Map<string, ProblemRow[]>();
  for (const row of rows) {
    if (row.plugin !== plugin || row.hook === "load") continue;
    const name = `${row.file}\n${row.line}\n${row.hook}\n${row.message.replace(NUMBER, "#")}`;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  const problems = [...groups.values()].flatMap((all) => {
    const row = all.at(-1);
    if (row === undefined) return [];
    const off = all.some(({ quarantined }) => quarantined);
    const often = all.length === 1 ? "once" : `${all.length} times`;
    const differ = all.some(({ message }) => message !== row.message);
    const said = `${row.hook} failed ${often}${differ ? ", the last" : ""}: ${row.message}${off ? ". It is switched off until it is saved again." : ""}`;
    return [{ file: row.file, line: row.line, column: null, code: "", message: said, stops: off }];
  });
  return problems.sort((a, b) => Number(b.stops) - Number(a.stops));
}
