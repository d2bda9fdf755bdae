import type { EventBatch } from "../../engine/batch.ts";
import { KeyTable } from "../../engine/key-table.ts";
import type { CatalogueNames } from "../../plugin-host/catalogue-names.ts";
import type { ActiveRule, Alert, PluginBundle, RuleDeclaration } from "../../plugin-host/contract.ts";
import { alertLine } from "../../sinks/files/result-lines.ts";
import type { ResultSink } from "../../sinks/sink.ts";
import { groupedDigits } from "../../sources/grouped-digits.ts";
import type { PluginChoice } from "../plugin-choice.ts";
import type { Recorder } from "../session-options.ts";
import { codeOf } from "./case-code.ts";
import { type Case, MOST_EVENTS } from "./case-file.ts";

/** What looks at the events and results of a run. */
export interface CaseWatch {
  readonly sink: ResultSink;
  readonly recorders: readonly Recorder[];
}

/** The run an alert came of, as far as its case is made of it. */
export interface CaseOrigin {
  /** Where its events were read. */
  readonly source: string;
  readonly rule: Pick<ActiveRule, "declaration" | "settings">;
  readonly windows: PluginChoice["windows"];
  readonly bundles: readonly PluginBundle[];
  readonly names: CatalogueNames;
  /** Where the build put what plugins import as "weir". */
  readonly workerDir: string;
  /** Runs the rule alone over the same events again, to their end or until what looks on has seen enough and calls `stop`. */
  readonly again: (watch: (stop: () => void) => CaseWatch) => Promise<unknown>;
}

/**
 * Runs the alert's rule alone again up to the alert and takes the events of its group along. Throws an Error of one line when the rule does
 * not give the alert again, or when it rests on more events than a case may hold. `version`: of Weir.
 */
export async function collectCase(origin: CaseOrigin, alert: Alert, version: string): Promise<Omit<Case, "weirCase">> {
  const { declaration, settings } = origin.rule;
  const bundle = origin.bundles.find(({ name }) => name === declaration.plugin);
  if (bundle === undefined) throw new Error(`The plugin ${declaration.plugin} is not there any more.`);
  const taken = new Taken(declaration, alert);
  let line: string | null = null;
  await origin.again((stop) => ({
    sink: {
      write: async ({ alerts }) => {
        for (const each of alerts) {
          if (each.id === alert.id) line = alertLine(each);
          if (each.id === alert.id || each.time > alert.time) stop();
        }
      },
      close: async () => {},
    },
    recorders: [taken],
  }));
  if (taken.full) throw new Error(`The alert rests on more than ${groupedDigits(MOST_EVENTS)} events of its group.`);
  if (line === null) throw new Error("The rule gives no such alert over the same events: there is nothing to keep.");
  const { windows } = origin;
  return {
    weir: version,
    rule: { id: alert.rule, version: declaration.version, settings, ...(windows === undefined ? {} : { windows: [...windows] }) },
    plugin: { name: bundle.name, version: bundle.version, ...(await codeOf(bundle, origin.workerDir)) },
    source: origin.source,
    names: origin.names.of(taken.columns.keys),
    alert: JSON.parse(line) as Case["alert"],
    events: taken.columns,
  };
}

/** Collects the events of the alert's group, up to the alert. */
class Taken implements Recorder {
  readonly #by: RuleDeclaration["by"];
  readonly #alert: Alert;
  readonly #until: number;
  readonly #keys = new KeyTable();
  /** By key of the session: its key here; -1: of another group. */
  readonly #own: number[] = [];
  readonly #columns: Omit<Case["events"], "keys"> = { time: [], key: [], value: [], threshold: [], active: [], row: [] };
  full = false;

  constructor({ by }: RuleDeclaration, alert: Alert) {
    this.#by = by;
    this.#alert = alert;
    this.#until = Math.max(alert.time, alert.window?.end ?? alert.time);
  }

  get columns(): Case["events"] {
    const keys = this.#keys.snapshot().map(([station, sensor, alarm]): [string, string, string] => [station, sensor, alarm]);
    return { keys, ...this.#columns };
  }

  async events({ length, ...batch }: EventBatch, keys: KeyTable): Promise<void> {
    const { time, key, value, threshold, active, row } = this.#columns;
    for (let i = 0; i < length; i++) {
      const own = this.#keyOf(batch.key[i] as number, keys);
      const at = batch.time[i] as number;
      if (own < 0 || at > this.#until) continue;
      if (time.length >= MOST_EVENTS) {
        this.full = true;
        return;
      }
      const limit = batch.threshold[i] as number;
      time.push(at);
      key.push(own);
      value.push(batch.value[i] as number);
      threshold.push(Number.isNaN(limit) ? null : limit);
      active.push(batch.active[i] as number);
      row.push(batch.row[i] as number);
    }
  }

  async rejects(): Promise<void> {}

  #keyOf(id: number, keys: KeyTable): number {
    let own = this.#own[id];
    if (own === undefined) {
      const [station, sensor, alarm] = keys.key(id);
      const key = { station, sensor, alarm };
      own = this.#by.every((part) => key[part] === this.#alert.key[part]) ? this.#keys.id(station, sensor, alarm) : -1;
      this.#own[id] = own;
    }
    return own;
  }
}
