import { checkSettings } from "../plugin-host/check-settings.ts";
import type { Episode } from "../session/episodes.ts";
import type { OpenRecorded } from "../session/run-again.ts";
import { Running } from "../session/running.ts";
import { type Trial, trySettings, tryValues } from "../session/try-settings.ts";
import type { Workbench } from "../session/workbench.ts";
import { alertRow } from "./alert-row.ts";
import { type Answers, sessionOf } from "./answers.ts";
import type { AlertRow } from "./contract.ts";

const SHOWN = 1000;

/** A rule with other settings over what was recorded: one question at a time, another one ends it. */
export function whatIfAnswers(
  bench: Workbench,
  openRecorded: OpenRecorded,
): Answers<"whatif.run" | "whatif.sweep" | "whatif.progress" | "whatif.cancel"> {
  const running = new Running();
  const trialOf = (rule: string, id: string | undefined): Trial => {
    const open = sessionOf(bench);
    const alert = id === undefined ? null : (open.picture.alerts.get(id) ?? null);
    if (id !== undefined && alert === null)
      throw new Error("That alert is not in what is open now: open the file or the workspace it is of.");
    return { bench, open, openRecorded, running, rule, alert };
  };
  const checked = async (rule: string, settings: Readonly<Record<string, number | boolean | string>>) => {
    const declared = (await bench.plugins.library()).runnable.find(({ id }) => id === rule);
    if (declared === undefined) throw new Error(`There is no rule ${rule}.`);
    return checkSettings(rule, declared.settings, settings);
  };
  return {
    "whatif.run": async ({ rule, settings, alert }) => {
      const trial = trialOf(rule, alert);
      const { same, shifted, added, removed, days, covered, before, after } = await trySettings(
        trial,
        await checked(rule, settings),
      );
      const rows = (episodes: readonly Episode[]): AlertRow[] =>
        episodes.slice(0, SHOWN).map(({ raised }) => alertRow(trial.open, raised));
      const pair = [...same, ...shifted].find(([{ raised }]) => raised.id === alert);
      return {
        ...{ days, covered, before, after, same: same.length, shifted: shifted.length },
        ...{ added: rows(added), removed: rows(removed), totalAdded: added.length, totalRemoved: removed.length },
        still: pair === undefined ? null : { later: pair[1].raised.time - pair[0].raised.time },
      };
    },
    "whatif.sweep": async ({ rule, settings, setting, alert, atMost }) => {
      const answer = await tryValues(trialOf(rule, alert), await checked(rule, settings), setting, atMost);
      return { ...answer, points: answer.points.map(({ value, outcome }) => ({ value, ...outcome })) };
    },
    "whatif.progress": () => running.progress(),
    "whatif.cancel": () => {
      running.cancel();
      return null;
    },
  };
}
