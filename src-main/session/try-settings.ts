import type { Alert } from "../engine/results.ts";
import type { CheckedSettings } from "../plugin-host/contract.ts";
import { type Sweep, sweep, sweptValues, type Tally } from "./backtest-sweep.ts";
import { compareEpisodes, type EpisodeChanges } from "./episodes.ts";
import { type ReplayContext, type RunAgainOptions, runAgain } from "./run-again.ts";
import type { SessionState } from "./session-status.ts";

/** A rule of the open session, tried with other settings over what the session has recorded so far. */
export interface Trial extends ReplayContext {
  readonly rule: string;
  /** The alert in question; null: the rule as a whole. */
  readonly alert: Alert | null;
}

/** What a rule was tried over: events from `from` to `to`, ms; `state`: of the session they are of, which may not have read all. */
export interface Covered {
  readonly from: number;
  readonly to: number;
  readonly state: SessionState;
}

export interface TriedSettings extends EpisodeChanges {
  /** Of event time. */
  readonly days: number;
  readonly covered: Covered;
  readonly before: number;
  readonly after: number;
}

/** A value tried; `fires`: the alert in question still comes, null without one. */
export interface TriedValue extends Tally {
  readonly fires: boolean | null;
}

/** What the rule raises with its settings and with others. Throws an Error of one line. */
export async function trySettings(trial: Trial, settings: CheckedSettings): Promise<TriedSettings> {
  // Both over the same: more may come meanwhile.
  const covered = coveredBy(trial);
  const before = await alertsWith(trial, settingsOf(trial), covered);
  const after = await alertsWith(trial, settings, covered);
  return {
    ...compareEpisodes(before, after, endsAlerts(trial)),
    days: daysOf(covered),
    covered,
    before: raised(before),
    after: raised(after),
  };
}

/**
 * The rule at values of one setting around the one in `settings`: from which on it is silent, about the alert in question (then only its key
 * is run) or at all, and which gives at most so many alerts a day.
 */
export async function tryValues(
  trial: Trial,
  settings: CheckedSettings,
  setting: string,
  atMost?: number,
): Promise<Sweep<TriedValue> & { readonly covered: Covered }> {
  const declared = declarationOf(trial).settings[setting];
  if (declared?.input !== "number" && declared?.input !== "duration")
    throw new Error(`${trial.rule}: ${setting} is no number: only a number or a duration can be swept`);
  const { alert } = trial;
  const covered = coveredBy(trial);
  const key = alert === null ? undefined : Object.fromEntries(declarationOf(trial).by.map((each) => [each, alert.key[each]]));
  const before = alert === null ? [] : await alertsWith(trial, settingsOf(trial), covered, key);
  const days = daysOf(covered);
  const ends = endsAlerts(trial);
  const answer = await sweep<TriedValue>({
    ...sweptValues(declared, Number(settings[setting] ?? declared.default)),
    atMost,
    silence: ({ alerts, fires }) => (fires === null ? alerts === 0 : !fires),
    run: async (value) => {
      const found = await alertsWith(trial, { ...settings, [setting]: value }, covered, key);
      const alerts = raised(found);
      const fires = alert === null ? null : comesAgain(compareEpisodes(before, found, ends), alert.id);
      return { alerts, alertsPerDay: alerts / days, fires };
    },
  });
  return { ...answer, covered };
}

/** Whether the rule ever cleared or withdrew an alert in the session: one key alone may not show it. */
const endsAlerts = ({ open, rule }: Trial): boolean =>
  open.picture.alerts.alerts.some((alert) => alert.rule === rule && alert.action !== "raise");

const comesAgain = ({ same, shifted }: EpisodeChanges, id: string): boolean =>
  [...same, ...shifted].some(([{ raised: alert }]) => alert.id === id);

const raised = (alerts: readonly Alert[]): number => alerts.filter(({ action }) => action === "raise").length;

function activeRule({ open, rule }: Trial) {
  const found = open.analysis.rules.find(({ declaration }) => declaration.id === rule);
  if (found === undefined) throw new Error(`The rule ${rule} is not on: switch it on first.`);
  return found;
}

const declarationOf = (trial: Trial) => activeRule(trial).declaration;
const settingsOf = (trial: Trial): CheckedSettings => activeRule(trial).settings;

/** What is recorded so far. Throws an Error of one line when that is nothing. */
function coveredBy({ open }: Trial): Covered {
  const { firstTime, lastTime, state } = open.analysis.session.status();
  if (firstTime > lastTime) throw new Error("Nothing was recorded yet: there is nothing to try the rule over.");
  return { from: firstTime, to: lastTime, state };
}

const daysOf = ({ from, to }: Covered): number => Math.max(1 / 24, (to - from) / 86_400_000);

async function alertsWith(
  trial: Trial,
  settings: CheckedSettings,
  { to }: Covered,
  key?: NonNullable<RunAgainOptions["part"]>["key"],
): Promise<Alert[]> {
  const { bench, rule, alert } = trial;
  const alerts: Alert[] = [];
  const faults: string[] = [];
  await runAgain(trial, () => ({
    rule,
    settings,
    off: alert === null ? bench.workspace.plugins[rule]?.off : undefined,
    part: { key, to: to + 1 },
    recorders: [],
    sink: {
      // At the end of what was recorded everything open closes: what is said after it is not about the stations.
      write: async (results) => void alerts.push(...results.alerts.filter(({ time }) => time <= to)),
      close: async () => {},
    },
    onProblem: ({ quarantined, message }) => quarantined && faults.push(message),
  }));
  if (faults[0] !== undefined) throw new Error(`${rule} was switched off: ${faults[0]}`);
  return alerts;
}
