import type { PluginProblem } from "../plugin-host/contract.ts";

const PROBLEMS_KEPT = 1000;
const LINES_KEPT = 2000;

/** What plugins did wrong and wrote down in the session that is open: the first problems, the newest lines. */
export class BenchLog {
  /** `at`: epoch ms, when it was told. */
  readonly problems: { readonly at: number; readonly problem: PluginProblem }[] = [];
  /** All of them, also those that are not kept. */
  problemsTotal = 0;
  readonly lines: { readonly rule: string; readonly line: string }[] = [];

  problem(problem: PluginProblem): void {
    this.problemsTotal++;
    if (this.problems.length < PROBLEMS_KEPT) this.problems.push({ at: Date.now(), problem });
  }

  /** `rule`: who wrote it; Weir itself names what it was about. */
  line(rule: string, line: string): void {
    if (this.lines.length >= LINES_KEPT) this.lines.shift();
    this.lines.push({ rule, line });
  }

  clear(): void {
    this.problems.length = 0;
    this.problemsTotal = 0;
    this.lines.length = 0;
  }
}
