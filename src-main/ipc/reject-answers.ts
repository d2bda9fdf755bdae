import type { Workbench } from "../session/workbench.ts";
import { rejectLine } from "../sinks/files/result-lines.ts";
import { writeWholeSync } from "../sources/whole-file.ts";
import { type Answers, sessionOf } from "./answers.ts";
import type { RefusalReason } from "./contract.ts";

/** Rows refused, all or of one reason: those that came too late can be looked at as any other. */
export function rejectAnswers(bench: Workbench): Answers<"rejects.page" | "rejects.export"> {
  const kept = (reason: RefusalReason | undefined) => {
    const { rejected } = sessionOf(bench).picture;
    return reason === undefined ? rejected : rejected.filter(({ reject }) => reject.reason === reason);
  };
  return {
    "rejects.page": ({ offset, limit, reason }) => {
      if (bench.session === null) return { rows: [], kept: 0, total: 0 };
      const rejected = kept(reason);
      const rows = rejected
        .slice(offset, offset + limit)
        .map(({ source, reject: { row, reason: why, detail, text } }) => ({ source, row, reason: why, detail, text }));
      const dropped = sessionOf(bench).analysis.session.status().metrics.records_dropped_total;
      const total = reason === undefined ? Object.values(dropped).reduce((sum, n) => sum + n, 0) : dropped[reason];
      return { rows, kept: rejected.length, total };
    },
    "rejects.export": ({ path, reason }) => {
      const rejected = kept(reason);
      const lines = rejected.map(({ source, reject }) => rejectLine({ ...reject, source: 0 }, [source]));
      writeWholeSync(path, `source,row,reason,detail,text\n${lines.join("")}`);
      return { rows: rejected.length };
    },
  };
}
