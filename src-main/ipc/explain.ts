import type { Alert, RuleDeclaration } from "../plugin-host/contract.ts";
import { keyWindow } from "../session/key-window.ts";
import type { OpenSession } from "../session/open-session.ts";
import { ruleThen } from "../session/rule-then.ts";
import { alertRow, measuredKey } from "./alert-row.ts";
import type { Explanation } from "./contract.ts";
import { evidenceEvents } from "./evidence-events.ts";
import { keyOf } from "./key-list.ts";
import { derivedColumns, noSeries, thresholdSpans } from "./series-answers.ts";
import { parsedState } from "./step-answer.ts";

/** Events an explanation lists at most. */
export const EVENTS_SHOWN = 500;
const PIXELS = 900;
/** Events of context an explanation's picture shows before and after the evidence. */
const BEFORE = 90;
const AFTER = 40;

/** Around an alert: the part that is its evidence, and what stands before and after it. */
export function stretchOf(session: OpenSession, alert: Alert) {
  const keyId = measuredKey(session, alert);
  const evidenceFrom = alert.window?.start ?? alert.time;
  const evidenceTo = Math.max(alert.window?.end ?? alert.time, alert.time);
  const memory = keyId === null ? undefined : keyOf(session, keyId).picture.series;
  const spacing =
    memory === undefined || memory.length < 2 ? 60_000 : Math.max(1, (memory.lastTime - memory.firstTime) / memory.length);
  const crossing = Number(alert.evidence["crossing"] ?? Number.NaN);
  const begin = Math.min(evidenceFrom, alert.time);
  let before = BEFORE * spacing;
  // Events do not come evenly: wide enough to show some, or all there are.
  while (memory !== undefined && begin - before > memory.firstTime && memory.count(begin - before, begin) < BEFORE / 2)
    before *= 2;
  const from = Math.floor(begin - before);
  // A predicted crossing with its interval, unless that is so wide that the rest would be squeezed.
  const latest = Math.min(Number(alert.evidence["high"] ?? Number.NaN), crossing + 2 * (crossing - alert.time));
  const foreseen = Number.isFinite(crossing) ? Math.max(crossing, Number.isFinite(latest) ? latest : crossing) : alert.time;
  const to = Math.ceil(Math.max(evidenceTo, foreseen) + AFTER * spacing);
  return { keyId, evidenceFrom, evidenceTo, from, to };
}

/** Why an alert came: its picture, evidence, settings and cause. Throws an Error of one line when its rule is gone. */
export function explain(session: OpenSession, alert: Alert): Explanation {
  const { analysis } = session;
  const rule = ruleThen(analysis, alert);
  const now = analysis.rules.find(({ declaration }) => declaration.id === alert.rule);
  if (rule === undefined || now === undefined) throw new Error(`The rule ${alert.rule} is not on any more.`);
  const { keyId, from, to, evidenceFrom, evidenceTo } = stretchOf(session, alert);
  const key = keyId === null ? null : keyOf(session, keyId);
  const memory = key?.picture.series;
  const { declaration } = rule;
  const name = analysis.source.names[alert.cause?.source ?? -1] ?? "source";
  // What stands at the end of a window is of the next one; a stretch that a rule named ends with the event at hand.
  const last = evidenceTo > alert.time ? evidenceTo - 1 : evidenceTo;
  const { events, total } = evidenceEvents(session, alert, declaration, { from: evidenceFrom, to: last, limit: EVENTS_SHOWN });
  const unit = analysis.names.unit(key?.key[1] ?? alert.key.sensor);
  const cause = alert.cause === null ? null : `${name.split(/[\\/]/).pop() ?? name} row ${alert.cause.row}`;
  return {
    alert: alertRow(session, alert),
    ruleDescription: declaration.description,
    plugin: declaration.plugin,
    told: toldIn(declaration.evidence, unit),
    settings: Object.entries(declaration.settings).map(([name, setting]) => ({
      name,
      declaration: setting,
      value: rule.settings[name] ?? setting.default,
      now: now.settings[name] ?? setting.default,
    })),
    versionNow: now.declaration.version,
    window: keyWindow(rule, alert.key),
    by: declaration.by,
    stateAfter: parsedState(alert.stateAfter),
    cause,
    from,
    to,
    evidenceFrom,
    evidenceTo,
    keyId,
    unit,
    events,
    eventsTotal: total,
    series: memory?.range(from, to, PIXELS) ?? null,
    thresholds: key === null ? [] : thresholdSpans(key.picture, from, to),
    derived: Object.entries(declaration.series).flatMap(([name, { label, unit = "" }]) => {
      const asked = key === null ? null : { rule: alert.rule, series: name, key: key.key };
      const columns = asked === null ? noSeries : derivedColumns(session, asked, { from, to, pixels: PIXELS });
      return columns.time.length === 0 ? [] : [{ name, label, unit, columns }];
    }),
  };
}

function toldIn(declared: RuleDeclaration["evidence"], sensorUnit: string): Explanation["told"] {
  return Object.fromEntries(
    Object.entries(declared).map(([name, { label, unit = "", share = false }]) => [
      name,
      { label, unit: unit.replace("{unit}", sensorUnit).trim(), share },
    ]),
  );
}
