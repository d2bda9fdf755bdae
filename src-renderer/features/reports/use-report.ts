import { useEffect, useState } from "react";
import { create } from "zustand";
import type { Methods, ReportResult } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";

type Question = Methods["reports.run"]["args"];
const KEPT = 60;
/** The gallery and the page ask the same: it is computed once. */
const asked = new Map<string, Promise<ReportResult>>();
/** Reports being computed. */
export const useComputing = create<{ readonly reports: number }>(() => ({ reports: 0 }));
const computing = (by: 1 | -1): void => useComputing.setState(({ reports }) => ({ reports: reports + by }));

/** Stops what is being computed; what was shown stays. */
export const cancelReports = (): Promise<null> => request("reports.cancel", null);

function ask(key: string, question: Question): Promise<ReportResult> {
  let answer = asked.get(key);
  if (answer === undefined) {
    answer = request("reports.run", question);
    asked.set(key, answer);
    computing(1);
    answer.catch(() => asked.delete(key)).finally(() => computing(-1));
    for (const old of [...asked.keys()].slice(0, Math.max(0, asked.size - KEPT))) asked.delete(old);
  }
  return answer;
}

export interface ReportState {
  /** The newest answer; kept while another is computed. */
  readonly result: ReportResult | null;
  readonly error: string | null;
  readonly busy: boolean;
  /** The newest question was cancelled: `result` is of the one before. */
  readonly cancelled: boolean;
  again(): void;
}

/** A report's answer, asked again when its settings or `turn` change. */
export function useReport(question: Question, turn: string): ReportState {
  const [state, setState] = useState<Omit<ReportState, "again">>({ result: null, error: null, busy: true, cancelled: false });
  const [tries, setTries] = useState(0);
  const key = JSON.stringify([turn, question]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once more
  useEffect(() => {
    let alive = true;
    setState((old) => ({ ...old, busy: true, cancelled: false }));
    ask(key, (JSON.parse(key) as [string, Question])[1]).then(
      (result) => alive && setState({ result, error: null, busy: false, cancelled: false }),
      (failure: unknown) => {
        if (!alive) return;
        const cancelled = /it was cancelled$/.test(readable(failure));
        setState((old) => ({ ...old, error: cancelled ? null : readable(failure), busy: false, cancelled }));
      },
    );
    return () => {
      alive = false;
    };
  }, [key, tries]);
  return { ...state, again: () => setTries(tries + 1) };
}
