import type { Alert } from "../plugin-host/contract.ts";
import { writeCase } from "../session/case/case-file.ts";
import { makeCase } from "../session/case/make-case.ts";
import { pluginHere } from "../session/case/plugin-here.ts";
import { runCase } from "../session/case/run-case.ts";
import type { OpenSession } from "../session/open-session.ts";
import { replayAlert } from "../session/replay-alert.ts";
import type { OpenRecorded, ReplayContext } from "../session/run-again.ts";
import { Running } from "../session/running.ts";
import { statesAround } from "../session/state-before.ts";
import { stepAlert } from "../session/step-alert.ts";
import { wholeAlert } from "../session/whole-alert.ts";
import type { Workbench } from "../session/workbench.ts";
import { type Answers, sessionOf } from "./answers.ts";
import type { ExplanationMethods } from "./contract.ts";
import { explain, stretchOf } from "./explain.ts";
import { withRecordedEvents } from "./recorded-evidence.ts";
import { parsedState, stepAnswer } from "./step-answer.ts";

/** Why an alert came, and whether it comes again. */
export function explanationAnswers(
  bench: Workbench,
  openRecorded: OpenRecorded,
  version: string,
): Answers<keyof ExplanationMethods> {
  const replays = new Running();
  /** Of its own: looking at an alert must not end a replay. */
  const looks = new Running();
  /** Of its own again: a state is looked up while its alert is explained anew. */
  const wholes = new Running();
  const find = (id: string): { session: OpenSession; alert: Alert } => {
    const session = sessionOf(bench);
    const alert = session.picture.alerts.get(id);
    if (alert === undefined) throw new Error("That alert is not in what is open now: open the file or the workspace it is of.");
    return { session, alert };
  };
  const context = (open: OpenSession, running: Running): ReplayContext => ({ bench, open, openRecorded, running });
  return {
    "alerts.explain": async ({ id }) => {
      const { session, alert } = find(id);
      const whole = await wholeAlert(context(session, wholes), alert);
      return withRecordedEvents(session, alert, explain(session, whole), openRecorded);
    },
    "alerts.states": async ({ id }) => {
      const { session, alert } = find(id);
      const states = await statesAround(context(session, looks), alert);
      return states === null ? null : { before: parsedState(states.stateBefore), after: parsedState(states.stateAfter) };
    },
    "alerts.saveCase": async ({ id, path }) => {
      const { session, alert } = find(id);
      const content = await makeCase(context(session, replays), alert, version);
      writeCase(path, content);
      return { events: content.events.time.length };
    },
    "case.run": async ({ path }) => {
      const { same, detail, shown, content } = await runCase(path, bench.workerDir, [], explain);
      const { source, weir, plugin: own } = content;
      const plugin = { name: own.name, version: own.version, here: pluginHere(content, await bench.plugins.library()) };
      // Its keys are those of the case, not of what is open.
      return { same, detail, explanation: shown === null ? null : { ...shown, keyId: null }, source, weir, plugin };
    },
    "alerts.replay": ({ id }) => {
      const { session, alert } = find(id);
      return replayAlert(context(session, replays), alert);
    },
    "alerts.steps": async ({ id }) => {
      const { session, alert } = find(id);
      return stepAnswer(session, alert, await stepAlert(context(session, replays), alert, stretchOf(session, alert)));
    },
    "alerts.replayProgress": () => replays.progress(),
    "alerts.replayCancel": () => {
      replays.cancel();
      return null;
    },
  };
}
