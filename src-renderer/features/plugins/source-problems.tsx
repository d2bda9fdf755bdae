import type { SourceProblem } from "../../../src-main/ipc/contract.ts";

/** Mistakes of a plugin's source; a click goes to the line. */
export function SourceProblems({
  problems,
  onOpen,
}: {
  readonly problems: readonly SourceProblem[];
  readonly onOpen: (problem: SourceProblem) => void;
}) {
  if (problems.length === 0) return <p className="sub editor-nothing">No problems.</p>;
  return (
    <ul className="source-problems">
      {problems.map((problem) => (
        <li key={`${problem.file} ${problem.line} ${problem.column} ${problem.message}`}>
          <button type="button" onClick={() => onOpen(problem)} data-testid="plugin-problem">
            <span className={problem.stops ? "crit" : "warn"}>{problem.stops ? "✕" : "△"}</span>
            <span className="grow">{problem.message}</span>
            <span className="sub">{problem.code}</span>
            <span className="sub mono">
              {problem.file}
              {problem.line === null ? "" : ` line ${problem.line}`}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
