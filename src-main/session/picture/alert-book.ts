import type { Severity } from "../../../plugins/api.ts";
import type { Alert } from "../../plugin-host/contract.ts";

/** Which alerts a person asked for; all parts given must hold. */
export interface AlertQuery {
  readonly rules?: readonly string[];
  readonly stations?: readonly string[];
  readonly severities?: readonly Severity[];
  /** Exactly this key. */
  readonly key?: { readonly station: string; readonly sensor: string; readonly alarm: string };
  /** Epoch ms, both ends included. */
  readonly from?: number;
  readonly to?: number;
  /** Looked for in title, station, sensor, alarm and their names; without case. */
  readonly text?: string;
  readonly acknowledged?: boolean;
}

/** Alerts kept; more are counted. */
const ALERT_CAP = 200_000;
/** Of one rule: a flood of one leaves room for the others. */
const RULE_CAP = ALERT_CAP / 2;
/** Characters of states and evidence kept in all; those of the oldest alerts go first. */
const TEXT_BUDGET = 128_000_000;

/** The alerts of a session as a screen wants them: kept up to a cap, filtered, acknowledged. */
export class AlertBook {
  readonly alerts: Alert[] = [];
  /** Alerts beyond the cap. */
  dropped = 0;
  readonly #byId = new Map<string, number>();
  readonly #perRule = new Map<string, number>();
  readonly #acknowledged = new Set<string>();
  readonly #words: (alert: Alert) => string;
  /** Per alert: characters it carries. */
  readonly #texts: number[] = [];
  #characters = 0;
  #textFrom = 0;
  #version = 0;
  #last: { key: string; version: number; upTo: number; found: number[] } | null = null;

  /** `words`: the catalogue's names of an alert's key, for the text search. */
  constructor(words: (alert: Alert) => string) {
    this.#words = words;
  }

  add(alert: Alert): void {
    const known = this.#byId.get(alert.id);
    // A replay gives the same id: it overwrites instead of doubling.
    if (known !== undefined) {
      this.alerts[known] = alert;
      return;
    }
    const ofRule = (this.#perRule.get(alert.rule) ?? 0) + 1;
    if (this.alerts.length >= ALERT_CAP || ofRule > RULE_CAP) {
      this.dropped++;
      return;
    }
    this.#perRule.set(alert.rule, ofRule);
    this.#byId.set(alert.id, this.alerts.length);
    this.alerts.push(alert);
    const characters = alert.stateAfter.length + JSON.stringify(alert.evidence).length;
    this.#texts.push(characters);
    this.#characters += characters;
    while (this.#characters > TEXT_BUDGET && this.#textFrom < this.alerts.length) {
      const old = this.alerts[this.#textFrom] as Alert;
      this.#characters -= this.#texts[this.#textFrom] as number;
      this.alerts[this.#textFrom++] = { ...old, stateAfter: "", evidence: {} };
    }
  }

  get total(): number {
    return this.alerts.length + this.dropped;
  }

  get(id: string): Alert | undefined {
    const index = this.#byId.get(id);
    return index === undefined ? undefined : this.alerts[index];
  }

  /** Whether state and evidence of an alert are let go of; one that came again since has them. */
  isCut(id: string): boolean {
    const index = this.#byId.get(id) ?? Number.POSITIVE_INFINITY;
    return index < this.#textFrom && this.alerts[index]?.stateAfter === "";
  }

  isAcknowledged(id: string): boolean {
    return this.#acknowledged.has(id);
  }

  acknowledge(ids: readonly string[], acknowledged: boolean): void {
    for (const id of ids) {
      if (acknowledged && this.#byId.has(id)) this.#acknowledged.add(id);
      else this.#acknowledged.delete(id);
    }
    this.#version++;
  }

  /** Which row of those that fit an alert is; null: none of them. */
  place(query: AlertQuery, id: string, newestFirst: boolean): number | null {
    const found = this.find(query);
    const at = found.findLastIndex((index) => this.alerts[index]?.id === id);
    return at < 0 ? null : newestFirst ? found.length - 1 - at : at;
  }

  /** Indexes of the alerts that fit, oldest first. The newest answer is kept and carried on as alerts come. */
  find(query: AlertQuery): readonly number[] {
    const key = JSON.stringify(query);
    const last = this.#last;
    const from =
      last !== null && last.key === key && last.version === this.#version
        ? last
        : { key, version: this.#version, upTo: 0, found: [] };
    const fits = this.#predicate(query);
    for (; from.upTo < this.alerts.length; from.upTo++) {
      if (fits(this.alerts[from.upTo] as Alert)) from.found.push(from.upTo);
    }
    this.#last = from;
    return from.found;
  }

  #predicate(query: AlertQuery): (alert: Alert) => boolean {
    const rules = query.rules && new Set(query.rules);
    const stations = query.stations && new Set(query.stations);
    const severities = query.severities && new Set<string>(query.severities);
    const text = query.text?.trim().toLowerCase() ?? "";
    return (alert) =>
      (rules === undefined || rules.has(alert.rule)) &&
      (stations === undefined || stations.has(alert.key.station)) &&
      (severities === undefined || severities.has(alert.severity)) &&
      (query.key === undefined ||
        (alert.key.station === query.key.station &&
          alert.key.sensor === query.key.sensor &&
          alert.key.alarm === query.key.alarm)) &&
      (query.from === undefined || alert.time >= query.from) &&
      (query.to === undefined || alert.time <= query.to) &&
      (query.acknowledged === undefined || this.#acknowledged.has(alert.id) === query.acknowledged) &&
      (text === "" ||
        `${alert.title}\n${alert.key.station}\n${alert.key.sensor}\n${alert.key.alarm}\n${this.#words(alert)}`
          .toLowerCase()
          .includes(text));
  }
}
