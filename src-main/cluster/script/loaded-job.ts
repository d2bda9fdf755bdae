import type { Filter, Rule } from "../../../plugins/api.ts";
import { hash64 } from "../../plugin-host/alert-id.ts";
import { CatalogueNames } from "../../plugin-host/catalogue-names.ts";
import { evaluatePlugin } from "../../plugin-host/confine.ts";
import type { FilterDeclaration, RuleDeclaration } from "../../plugin-host/contract.ts";
import { type Contribution, readContributions } from "../../plugin-host/declare.ts";
import { acceptsKey } from "../../plugin-host/key-acceptance.ts";
import { RowReader } from "../../sources/csv/row-reader.ts";
import type { ClusterJob, JobRule } from "../job.ts";
import { lanesOf } from "../lanes.ts";
import type { Lane } from "./router.ts";

export interface LoadedRule {
  readonly job: JobRule;
  readonly declaration: RuleDeclaration;
  readonly code: Rule;
  /** Tells one version of its plugin's code from another. */
  readonly edition: string;
}

export interface LoadedFilter {
  readonly settings: ClusterJob["filters"][number]["settings"];
  readonly declaration: FilterDeclaration;
  readonly code: Filter;
}

/** Rules that group by the same key parts live together and share slices. */
export interface RuleLane extends Lane {
  readonly rules: readonly LoadedRule[];
}

export interface LoadedJob {
  readonly names: CatalogueNames;
  readonly filters: readonly LoadedFilter[];
  readonly lanes: readonly RuleLane[];
  /** Of a wide table, by sensor; empty: a row is one event or one key. */
  readonly columns: ReadonlyMap<string, number>;
  /** Takes a line of a plugin's log. */
  log(line: string): void;
}

/** Evaluates the plugins, each confined, and finds the rules and filters that are on. Throws an Error of one line. */
export function loadJob(job: ClusterJob, log: (line: string) => void): LoadedJob {
  const found = new Map<string, Contribution>();
  const editions = new Map(job.plugins.map(({ name, code }) => [name, hash64(code)]));
  for (const { name, version, code } of job.plugins) {
    const write = (...parts: unknown[]): void => log(`${name}: ${parts.map(String).join(" ").slice(0, 1000)}`);
    for (const contribution of readContributions(evaluatePlugin(name, code, write), name, version))
      if (!found.has(contribution.declaration.id)) found.set(contribution.declaration.id, contribution);
  }
  const names = new CatalogueNames(job.catalogues);
  const filters = job.filters.map(({ id, settings }): LoadedFilter => {
    const contribution = found.get(id);
    if (contribution?.declaration.type !== "filter") throw new Error(`the bundle has no filter ${id}`);
    return { settings, declaration: contribution.declaration, code: contribution.code as Filter };
  });
  const rules = job.rules.map((rule): LoadedRule => {
    const contribution = found.get(rule.id);
    if (contribution?.declaration.type !== "rule") throw new Error(`the bundle has no rule ${rule.id}`);
    const { declaration, code } = contribution;
    return { job: rule, declaration, code: code as Rule, edition: editions.get(declaration.plugin) ?? "" };
  });
  const lanes = lanesOf(rules, ({ declaration }) => declaration.by).map((own): RuleLane => {
    const by = own[0]?.declaration.by ?? [];
    return { by, rules: own, accepts: (key) => own.some(({ declaration: { only } }) => acceptsKey(only, key, names)) };
  });
  const { values } = new RowReader(job.mapping, job.columns).layout;
  return { names, filters, lanes, columns: new Map(values.map(({ sensor }, i) => [sensor, i])), log };
}
