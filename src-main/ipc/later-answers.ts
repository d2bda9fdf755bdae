import type { History } from "../session/history.ts";
import type { Workbench } from "../session/workbench.ts";
import type { Answers } from "./answers.ts";
import type { HostMethod } from "./arguments.ts";
import { deployAnswers } from "./deploy-answers.ts";
import { historyAnswers } from "./history-answers.ts";
import { scanAnswers } from "./scan-answers.ts";
import { sourceAnswers } from "./source-answers.ts";

/** What stands on DuckDB, the broker's client and the cluster: loaded when it is first asked for, so that no start waits for it. */
export interface LaterAnswers {
  readonly answers: Partial<Answers<HostMethod>>;
  close(): Promise<void>;
}

export function laterAnswers(bench: Workbench, recorded: History, version: string): LaterAnswers {
  const deploys = deployAnswers(bench, version);
  return {
    answers: { ...sourceAnswers(bench), ...scanAnswers(bench), ...historyAnswers(bench, recorded, version), ...deploys.answers },
    close: () => deploys.close(),
  };
}
