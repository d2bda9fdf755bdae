import type { EventBatch } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import { WindowEngine, type WindowEngineSnapshot } from "../engine/window-engine.ts";
import type { WindowQuery } from "../engine/window-query.ts";
import type { ActiveRule, RuleStep } from "../plugin-host/contract.ts";
import { Acceptance, type SensorNames } from "./rule-acceptance.ts";
import { ruleQuery } from "./rule-query.ts";

/** A rule with windows: its query in the engine, and how many of its groups the host has been told of. */
interface WindowedRule {
  readonly rule: string;
  readonly query: number;
  toldGroups: number;
}

/** The windows of all rules of a session, over one time-ordered stream. */
export class RuleWindows {
  readonly #engine: WindowEngine;
  readonly #rules: WindowedRule[] = [];

  /** `saved`: goes on from there, with the same rules. Throws RangeError for a window that cannot be. */
  constructor(rules: readonly ActiveRule[], keys: KeyTable, catalogue: SensorNames, saved?: WindowEngineSnapshot) {
    const acceptance = new Acceptance(keys, catalogue);
    const queries: WindowQuery[] = [];
    for (const rule of rules) {
      const query = ruleQuery(rule, acceptance);
      if (query !== null) this.#rules.push({ rule: rule.declaration.id, query: queries.push(query) - 1, toldGroups: 0 });
    }
    if (saved !== undefined) this.#engine = WindowEngine.restore(keys, queries, saved);
    else {
      this.#engine = new WindowEngine(keys);
      for (const query of queries) this.#engine.add(query);
    }
  }

  /** What fires by these events, in time order, and by the watermark, epoch ms, that follows them; by rule that has windows. */
  step(events: EventBatch, watermark: number): Map<string, RuleStep> {
    this.#engine.process(events);
    this.#engine.advance(watermark);
    return new Map(this.#rules.map((rule) => [rule.rule, this.#taken(rule)]));
  }

  /** After a step. */
  snapshot(): WindowEngineSnapshot {
    return this.#engine.snapshot();
  }

  #taken(rule: WindowedRule): RuleStep {
    const { query } = rule;
    const groups = this.#engine.groupCount(query);
    const newGroups = [];
    for (; rule.toldGroups < groups; rule.toldGroups++) newGroups.push(this.#engine.groupKey(query, rule.toldGroups));
    return { windows: this.#engine.take(query), newGroups };
  }
}
