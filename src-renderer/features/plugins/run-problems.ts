import type { ProblemRow, SourceProblem } from "../../../src-main/ipc/contract.ts";

/** What a plugin's hooks failed with while they ran, each line and message once, with how often; the newest last. */
export function runProblems(rows: readonly ProblemRow[], plugin: string): SourceProblem[] {
  const groups = new Map<string, ProblemRow[]>();
  for (const row of rows) {
    if (row.plugin !== plugin || row.hook === "load") continue;
    const name = `${row.file}\n${row.line}\n${row.hook}\n${row.message}`;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups.values()].flatMap((all) => {
    const [row] = all;
    if (row === undefined) return [];
    const off = all.some(({ quarantined }) => quarantined);
    const often = all.length === 1 ? "once" : `${all.length} times`;
    const said = `${row.hook} failed ${often}: ${row.message}${off ? ". It is switched off until it is saved again." : ""}`;
    return [{ file: row.file, line: row.line, column: null, code: "", message: said, stops: off }];
  });
}
