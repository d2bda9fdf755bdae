import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { KeyTuple } from "../engine/batch.ts";
import type { ActiveRule, Alert } from "../plugin-host/contract.ts";
import { fitsOne } from "../plugin-host/key-acceptance.ts";
import { writeCase } from "../session/case/case-file.ts";
import { makeCase } from "../session/case/make-case.ts";
import { runCase } from "../session/case/run-case.ts";
import { replayAlert } from "../session/replay-alert.ts";
import type { OpenRecorded } from "../session/run-again.ts";
import { Running } from "../session/running.ts";
import { statesAround } from "../session/state-before.ts";
import { stepAlert } from "../session/step-alert.ts";
import type { OpenSession, Workbench } from "../session/workbench.ts";
import { csvCell, defusedCell, isoTime } from "../sinks/files/csv-text.ts";
import { alertLine } from "../sinks/files/result-files.ts";
import { AlertGroups, dayOf } from "./alert-groups.ts";
import type { AlertGrouping, AlertRow, Explanation } from "./contract.ts";
import { roundBins } from "./round-width.ts";
import { derivedColumns, eventRows, keyOf, thresholdSpans } from "./series-answers.ts";
import { type Answers, noSeries, openSession, shownRange } from "./session-answers.ts";
import { parsedState, stepAnswer } from "./step-answer.ts";

const EVENTS_SHOWN = 500;
const PIXELS = 900;
/** Events of context an explanation's picture shows before and after the evidence. */
const BEFORE = 90;
const AFTER = 40;

export function alertRow({ analysis, picture }: OpenSession, alert: Alert): AlertRow {
  const { id, rule, version, severity, action, title, time, key, window, value, evidence } = alert;
  const { names } = analysis;
  const declaration = analysis.rules.find((each) => each.declaration.id === rule)?.declaration;
  return {
    id,
    rule,
    ruleTitle: declaration?.title ?? rule,
    version,
    severity,
    action,
    title,
    time,
    station: key.station,
    sensor: key.sensor,
    alarm: key.alarm,
    where: [key.sensor === "" ? "" : names.name("sensor", key.sensor), key.alarm === "" ? "" : names.name("alarm", key.alarm)]
      .filter((word) => word !== "")
      .join(" · "),
    unit: declaration?.valueUnit ?? names.unit(key.sensor),
    window,
    value,
    evidence,
    acknowledged: picture.alerts.isAcknowledged(id),
  };
}

/**
 * The measured key an alert is about: the same parts, or, where its rule groups by fewer, of those that have them the one that measured the
 * alert's value at its time, else the busiest.
 */
function measuredKey({ picture }: OpenSession, { key, time, value }: Pick<Alert, "key" | "time" | "value">): number | null {
  const { station, sensor, alarm } = key;
  const { table } = picture;
  if (table === null) return null;
  let best: number | null = null;
  let exact = false;
  picture.keys.forEach(({ series }, id) => {
    const [s, d, a] = table.key(id);
    if ((station !== "" && s !== station) || (sensor !== "" && d !== sensor) || (alarm !== "" && a !== alarm)) return;
    const here = value !== null && series.range(time, time, 4).value.includes(value);
    if (exact && !here) return;
    if (best === null || (here && !exact) || series.length > (picture.keys[best]?.series.length ?? 0)) best = id;
    exact ||= here;
  });
  return best;
}

/** Keys of these alerts, for marks: an alert marks every key that has its parts. */
function marksKey(key: KeyTuple, alert: Alert): boolean {
  const { station, sensor, alarm } = alert.key;
  return (station === "" || station === key[0]) && (sensor === "" || sensor === key[1]) && (alarm === "" || alarm === key[2]);
}

/** Around an alert: the part that is its evidence, and what stands before and after it. */
function stretchOf(session: OpenSession, alert: Alert) {
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

function explain(session: OpenSession, alert: Alert): Explanation {
  const { analysis } = session;
  const rule = analysis.rules.find(({ declaration }) => declaration.id === alert.rule) as ActiveRule;
  const { keyId, from, to, evidenceFrom, evidenceTo } = stretchOf(session, alert);
  const key = keyId === null ? null : keyOf(session, keyId);
  const memory = key?.picture.series;
  const { declaration } = rule;
  const name = analysis.source.names[alert.cause?.source ?? -1] ?? "source";
  const cause = alert.cause === null ? null : `${name.split(/[\\/]/).pop() ?? name} row ${alert.cause.row}`;
  return {
    alert: alertRow(session, alert),
    ruleDescription: declaration.description,
    plugin: declaration.plugin,
    settings: Object.entries(declaration.settings).map(([name, setting]) => ({
      name,
      declaration: setting,
      value: rule.settings[name] ?? setting.default,
    })),
    window: rule.window,
    by: declaration.by,
    stateAfter: parsedState(alert.stateAfter),
    cause,
    from,
    to,
    evidenceFrom,
    evidenceTo,
    keyId,
    unit: analysis.names.unit(key?.key[1] ?? alert.key.sensor),
    events: keyId === null ? [] : eventRows(session, keyId, evidenceFrom, evidenceTo, EVENTS_SHOWN),
    eventsTotal: memory?.count(evidenceFrom, evidenceTo) ?? 0,
    series: memory?.range(from, to, PIXELS) ?? null,
    thresholds: key === null ? [] : thresholdSpans(key.picture, from, to),
    derived: Object.entries(declaration.series).flatMap(([name, { label, unit = "" }]) => {
      const columns = key === null ? noSeries : derivedColumns(session, alert.rule, name, key.key, from, to, PIXELS);
      return columns.time.length === 0 ? [] : [{ name, label, unit, columns }];
    }),
  };
}

export function alertAnswers(
  bench: Workbench,
  openRecorded: OpenRecorded,
  version: string,
): Answers<
  | "alerts.page"
  | "alerts.groups"
  | "alerts.marks"
  | "alerts.histogram"
  | "alerts.active"
  | "alerts.facets"
  | "alerts.explain"
  | "alerts.states"
  | "alerts.acknowledge"
  | "alerts.export"
  | "alerts.saveCase"
  | "case.run"
  | "alerts.replay"
  | "alerts.steps"
  | "alerts.replayProgress"
  | "alerts.replayCancel"
> {
  const groups = new AlertGroups();
  const running = new Running();
  /** Of its own: looking at an alert must not end a replay. */
  const looking = new Running();
  const find = (id: string): { session: OpenSession; alert: Alert } => {
    const session = openSession(bench);
    const alert = session.picture.alerts.get(id);
    if (alert === undefined) throw new Error("That alert is not in what is open now.");
    return { session, alert };
  };
  return {
    "alerts.page": ({ filter, offset, limit, newestFirst }) => {
      const { session } = bench;
      if (session === null) return { rows: [], total: 0, dropped: 0 };
      const book = session.picture.alerts;
      const found = book.find(filter);
      const at = (i: number): number | undefined => found[newestFirst ? found.length - 1 - i : i];
      const rows: AlertRow[] = [];
      for (let i = offset; i < Math.min(found.length, offset + limit); i++)
        rows.push(alertRow(session, book.alerts[at(i) as number] as Alert));
      return { rows, total: found.length, dropped: book.dropped };
    },
    "alerts.groups": ({ filter, by, zone, limit }) => {
      const { session } = bench;
      if (session === null) return { groups: [], total: 0, alerts: 0 };
      const found = session.picture.alerts.find(filter);
      const all = groups.of(session.picture.alerts, found, by, zone);
      const shown = all.slice(0, limit).map(({ last, first, worst, alerts, raised, counts }) => {
        const { rule, ruleTitle, station, sensor, alarm, where, title, action, time, id } = alertRow(session, last);
        const of = (part: AlertGrouping, text: string): string => (by === part || by === "key" ? text : "");
        return {
          rule: of("rule", rule),
          ruleTitle: of("rule", ruleTitle),
          station: of("station", station),
          sensor: of("key", sensor),
          alarm: of("key", alarm),
          where: of("key", where),
          day: by === "day" ? dayOf(time, zone) : null,
          severity: worst,
          alerts,
          raised,
          counts: { ...counts },
          first,
          last: time,
          title,
          action,
          lastId: id,
        };
      });
      return { groups: shown, total: all.length, alerts: found.length };
    },
    "alerts.marks": ({ keys, from, to, limit }) => {
      const session = openSession(bench);
      const tuples = keys.map((key) => keyOf(session, key).key);
      const rank = { critical: 0, warning: 1, info: 2 } as const;
      const marks = session.picture.alerts.alerts.filter(
        (alert) =>
          alert.time >= from && alert.time <= to && alert.action === "raise" && tuples.some((key) => marksKey(key, alert)),
      );
      if (marks.length > limit) marks.sort((a, b) => rank[a.severity] - rank[b.severity] || b.time - a.time);
      return { rows: marks.slice(0, limit).map((alert) => alertRow(session, alert)) };
    },
    "alerts.histogram": ({ filter, most }) => {
      const { session } = bench;
      const shown = session === null ? null : shownRange(session);
      if (session === null || shown === null) return { start: 0, binMs: 1, critical: [], warning: [], info: [] };
      const from = filter.from ?? shown.from;
      const { start, binMs, bins } = roundBins(from, Math.max(from, filter.to ?? shown.to), most);
      const empty = (): number[] => new Array<number>(bins).fill(0);
      const counts = { critical: empty(), warning: empty(), info: empty() };
      const book = session.picture.alerts;
      for (const index of book.find(filter)) {
        const { time, severity } = book.alerts[index] as Alert;
        const bin = Math.min(bins - 1, Math.max(0, Math.floor((time - start) / binMs)));
        counts[severity][bin] = (counts[severity][bin] as number) + 1;
      }
      return { start, binMs, ...counts };
    },
    "alerts.active": () => {
      const { session } = bench;
      if (session === null) return { alarms: [], total: 0 };
      const { names } = session.analysis;
      // Of keys a rule was switched off for meanwhile it will say no more: not even that an alarm is over.
      const isOff = ({ rule, key }: Alert): boolean => {
        const off = session.analysis.rules.find(({ declaration }) => declaration.id === rule)?.off ?? [];
        return off.length > 0 && fitsOne(off, [key.station, key.sensor, key.alarm]);
      };
      const on = session.picture.active.list(session.picture.active.size).filter((alert) => !isOff(alert));
      const alarms = on.slice(0, 500).map((alert) => {
        const { station, sensor, alarm } = alert.key;
        const id = measuredKey(session, alert);
        const picture = id === null ? null : keyOf(session, id).picture;
        const threshold = picture === null || Number.isNaN(picture.threshold) ? null : picture.threshold;
        const name = alarm === "" ? names.name("sensor", sensor) : names.name("alarm", alarm);
        return {
          alertId: alert.id,
          station,
          sensor,
          alarm,
          name,
          severity: alert.severity,
          since: alert.time,
          value: picture?.series.lastValue ?? alert.value,
          threshold,
          unit: names.unit(sensor),
        };
      });
      return { alarms, total: on.length };
    },
    "alerts.facets": () => {
      const { session } = bench;
      if (session === null) return { rules: [], stations: [] };
      const rules = new Map(session.analysis.rules.map(({ declaration: { id, title } }) => [id, { id, title, alerts: 0 }]));
      const stations = new Map<string, { station: string; alerts: number }>();
      for (const { rule, key } of session.picture.alerts.alerts) {
        const one = rules.get(rule);
        if (one !== undefined) one.alerts++;
        const station = stations.get(key.station) ?? { station: key.station, alerts: 0 };
        station.alerts++;
        stations.set(key.station, station);
      }
      return { rules: [...rules.values()], stations: [...stations.values()].sort((a, b) => b.alerts - a.alerts).slice(0, 2000) };
    },
    "alerts.explain": ({ id }) => {
      const { session, alert } = find(id);
      return explain(session, alert);
    },
    "alerts.states": async ({ id }) => {
      const { session, alert } = find(id);
      const states = await statesAround(bench, session, alert, openRecorded, looking);
      return states === null ? null : { before: parsedState(states.stateBefore), after: parsedState(states.stateAfter) };
    },
    "alerts.acknowledge": ({ ids, acknowledged }) => {
      openSession(bench).picture.alerts.acknowledge(ids, acknowledged);
      return null;
    },
    "alerts.export": async ({ filter, path, defuse }) => {
      const session = openSession(bench);
      const book = session.picture.alerts;
      const found = book.find(filter).map((index) => book.alerts[index] as Alert);
      await writeAlerts(session, found, path, defuse === true ? defusedCell : csvCell);
      return { rows: found.length };
    },
    "alerts.saveCase": async ({ id, path }) => {
      const { session, alert } = find(id);
      const content = await makeCase({ bench, open: session, alert, openRecorded, running, version });
      writeCase(path, content);
      return { events: content.events.time.length };
    },
    "case.run": async ({ path }) => {
      const { same, detail } = await runCase(path, bench.workerDir);
      return { same, detail };
    },
    "alerts.replay": ({ id }) => {
      const { session, alert } = find(id);
      return replayAlert(bench, session, alert, openRecorded, running);
    },
    "alerts.steps": async ({ id }) => {
      const { session, alert } = find(id);
      const { from, to } = stretchOf(session, alert);
      return stepAnswer(session, alert, await stepAlert(bench, session, alert, { from, to }, openRecorded, running));
    },
    "alerts.replayProgress": () => running.progress(),
    "alerts.replayCancel": () => {
      running.cancel();
      return null;
    },
  };
}

/** `.jsonl`: as `weir run` writes them; else CSV. */
async function writeAlerts(
  session: OpenSession,
  alerts: readonly Alert[],
  path: string,
  cell: (text: string) => string,
): Promise<void> {
  const file = createWriteStream(path);
  const failed = once(file, "error").then(([error]) => {
    throw new Error(`cannot write ${path}: ${(error as NodeJS.ErrnoException).code ?? "failed"}`);
  });
  failed.catch(() => {});
  const json = /\.(jsonl|ndjson|json)$/i.test(path);
  if (!json) file.write("time,severity,rule,action,title,station,sensor,alarm,where,value,unit,window_start,window_end,id\n");
  for (const alert of alerts) {
    const { time, severity, rule, action, title, station, sensor, alarm, where, value, unit, window, id } = alertRow(
      session,
      alert,
    );
    const cells = [
      isoTime(time),
      severity,
      rule,
      action,
      title,
      station,
      sensor,
      alarm,
      where,
      value === null ? "" : String(value),
      unit,
      window === null ? "" : isoTime(window.start),
      window === null ? "" : isoTime(window.end),
      id,
    ];
    if (!file.write(json ? `${alertLine(alert)}\n` : `${cells.map(cell).join(",")}\n`))
      await Promise.race([once(file, "drain"), failed]);
  }
  file.end();
  await Promise.race([finished(file), failed]);
}
