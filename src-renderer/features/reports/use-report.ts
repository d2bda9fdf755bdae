import { useEffect, useState } from "react";
import type { Methods, ReportResult } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";

type Question = Methods["reports.run"]["args"];
const KEPT = 60;
/** The gallery and the page ask the same: it is computed once. */
const asked = new Map<string, Promise<ReportResult>>();

function ask(key: string, question: Question): Promise<ReportResult> {
  let answer = asked.get(key);
  if (answer === undefined) {
    answer = request("reports.run", question);
    asked.set(key, answer);
    answer.catch(() => asked.delete(key));
    for (const old of [...asked.keys()].slice(0, Math.max(0, asked.size - KEPT))) asked.delete(old);
  }
  return answer;
}

export interface ReportState {
  /** The newest answer; kept while another is computed. */
  readonly result: ReportResult | null;
  readonly error: string | null;
  readonly busy: boolean;
}

/** A report's answer, asked again when its settings or `turn` change. */
export function useReport(question: Question, turn: string): ReportState {
  const [state, setState] = useState<ReportState>({ result: null, error: null, busy: true });
  const key = JSON.stringify([turn, question]);
  useEffect(() => {
    let alive = true;
    setState((old) => ({ ...old, busy: true }));
    ask(key, (JSON.parse(key) as [string, Question])[1]).then(
      (result) => alive && setState({ result, error: null, busy: false }),
      (failure: unknown) => alive && setState((old) => ({ ...old, error: readable(failure), busy: false })),
    );
    return () => {
      alive = false;
    };
  }, [key]);
  return state;
}
