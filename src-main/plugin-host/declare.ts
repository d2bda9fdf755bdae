import type { Catalogue, Filter, KeyPart, Report, Rule, WindowSpec } from "../../plugins/api.ts";
import { MOST_SLIDES } from "../engine/window-text.ts";
import type { ContributionDeclaration, RuleDeclaration } from "./contract.ts";
import {
  aggregates,
  catalogue,
  chart,
  evidence,
  isOwnWord,
  only,
  plain,
  reportColumns,
  series,
  settings,
  words,
} from "./declared-fields.ts";

const ID = /^[a-z][a-z0-9-]{0,63}$/i;
const PARTS: readonly string[] = ["station", "sensor", "alarm"];

/** A contribution with what its plugin code may be asked for. */
export interface Contribution {
  readonly declaration: ContributionDeclaration;
  readonly code: Rule | Filter | Report | Catalogue;
}

/**
 * Reads the default export of a plugin: one contribution or a list. All declarations are copied as plain data, so nothing a plugin
 * changes later reaches the host. Throws a TypeError of one line that names the contribution and field.
 */
export function readContributions(exported: unknown, plugin: string, version: string): Contribution[] {
  // Element by element: a list may have a map or an iterator of its own.
  const list = Array.isArray(exported)
    ? Array.from({ length: Math.min(101, exported.length) }, (_, i) => exported[i])
    : [exported];
  if (list.length === 0 || list.length > 100)
    throw new TypeError("the default export must be a contribution or a list of up to 100");
  return list.map((item: unknown) => readContribution(item, plugin, version));
}

function readContribution(item: unknown, plugin: string, version: string): Contribution {
  if (typeof item !== "object" || item === null)
    throw new TypeError("the default export must be made by defineRule, defineFilter, defineReport or defineCatalogue");
  const { type, id } = item as { type?: unknown; id?: unknown };
  // As a module is that has other exports only.
  if (type === undefined && id === undefined)
    throw new TypeError("the default export is no contribution: write export default defineRule({ … })");
  if (typeof id !== "string" || !ID.test(id)) throw new TypeError(`id ${JSON.stringify(id)} must be letters, digits and dashes`);
  if (isOwnWord(id)) throw new TypeError(`id "${id}" is a word of JavaScript's own; choose another`);
  switch (type) {
    case "rule":
      return { declaration: declareRule(item as Rule, id, plugin, version), code: item as Rule };
    case "filter": {
      const filter = item as Filter;
      hooksAreSynchronous(item, ["neighbours", "onEvent"], id);
      if (typeof filter.onEvent !== "function" || typeof filter.neighbours !== "function")
        throw new TypeError(`${id}: a filter needs onEvent and neighbours: (settings) => ({ before, after, within })`);
      const declaration = {
        type,
        plugin,
        version,
        id,
        title: text(filter.title, id, "title"),
        description: optionalText(filter.description, id),
        by: keyParts(filter.by, id),
        only: only(filter.only, id),
        settings: settings(filter.settings, id),
      } as const;
      return { declaration, code: filter };
    }
    case "report": {
      const report = item as Report;
      hooksAreSynchronous(item, ["sql"], id);
      if (typeof report.sql !== "function") throw new TypeError(`${id}: a report needs sql: (settings) => "SELECT …"`);
      const columns = reportColumns(report.columns, id);
      const declaration = {
        type,
        plugin,
        version,
        id,
        title: text(report.title, id, "title"),
        description: optionalText(report.description, id),
        settings: settings(report.settings, id),
        columns,
        chart: chart(report.chart, columns, id),
      } as const;
      return { declaration, code: report };
    }
    case "catalogue": {
      const own = catalogue(item, id);
      return {
        declaration: {
          type,
          plugin,
          id,
          title: text(own.title, id, "title"),
          version: own.version ?? version,
          catalogue: own,
        },
        code: own,
      };
    }
    default:
      throw new TypeError(`${id}: type ${JSON.stringify(type)} must be rule, filter, report or catalogue`);
  }
}

/** Fields are read once: a getter of the plugin's may answer something else the next time. */
function declareRule(rule: Rule, id: string, plugin: string, version: string): RuleDeclaration {
  const { valueUnit, stateVersion = 1 } = rule;
  if (!Number.isSafeInteger(stateVersion)) throw new TypeError(`${id}: stateVersion must be a whole number`);
  hooksAreSynchronous(rule, ["initialState", "migrateState", "window", "onEvent", "onWindow", "onTimer"], id);
  const hooks = {
    onEvent: typeof rule.onEvent === "function",
    onWindow: typeof rule.onWindow === "function",
    onTimer: typeof rule.onTimer === "function",
  };
  if (!hooks.onEvent && !hooks.onWindow && !hooks.onTimer)
    throw new TypeError(`${id}: a rule needs onEvent, onWindow or onTimer`);
  if (hooks.onWindow && typeof rule.window !== "function") throw new TypeError(`${id}: onWindow needs window: (settings) => …`);
  if (rule.eventsByKey === true && (hooks.onWindow || hooks.onTimer))
    throw new TypeError(`${id}: eventsByKey is for a rule with onEvent alone: windows and timers go by time`);
  return {
    type: "rule",
    plugin,
    version,
    id,
    title: text(rule.title, id, "title"),
    description: optionalText(rule.description, id),
    by: keyParts(rule.by, id),
    only: only(rule.only, id),
    settings: settings(rule.settings, id),
    aggregates: aggregates(rule.aggregates, id),
    whenChanged: rule.whenChanged === true,
    eventsByKey: rule.eventsByKey === true,
    series: series(rule.series, id),
    evidence: evidence(rule.evidence, id),
    valueUnit: typeof valueUnit === "string" ? valueUnit.slice(0, 40) : null,
    stateVersion,
    hooks,
  };
}

/** One that waits would go on between steps, when its key and its time are others'; of a generator nothing runs at all. */
function hooksAreSynchronous(contribution: object, names: readonly string[], id: string): void {
  for (const name of names) {
    const kind = Object.prototype.toString.call((contribution as Readonly<Record<string, unknown>>)[name]).slice(8, -1);
    if (kind === "AsyncFunction" || kind === "GeneratorFunction" || kind === "AsyncGeneratorFunction")
      throw new TypeError(`${id}: ${name} must be a plain function, without async, await or yield: hooks answer at once`);
  }
}

function keyParts(by: unknown, id: string): KeyPart[] {
  const parts: unknown = plain(by ?? null);
  if (!Array.isArray(parts) || !parts.every((part) => PARTS.includes(part as string)))
    throw new TypeError(`${id}: by must be a list of station, sensor, alarm`);
  return parts as KeyPart[];
}

function text(value: unknown, id: string, field: string): string {
  if (value === "") throw new TypeError(`${id}: ${field} must be a text`);
  words({ [field]: value }, id, false);
  return value as string;
}

function optionalText(value: unknown, id: string): string {
  words({ description: value }, id, true);
  return (value as string | undefined) ?? "";
}

/** A plugin's value in an error: an object may not want to be text. */
function shown(value: unknown): string {
  return (typeof value === "object" && value !== null) || typeof value === "function" ? typeof value : String(value);
}

/** Checks what a rule's `window(settings)` answered. */
export function checkWindow(window: unknown, id: string): WindowSpec {
  const spec = plain(window) as Record<string, unknown> | null;
  const positive = (name: string): boolean => Number.isSafeInteger(spec?.[name]) && (spec?.[name] as number) > 0;
  const fields: Readonly<Record<string, readonly string[]>> = {
    none: [],
    tumbling: ["size"],
    sliding: ["size", "every"],
    session: ["gap"],
    count: ["size", "every"],
    trailing: ["size"],
  };
  const kind = spec?.["kind"];
  const wanted = typeof kind === "string" && Object.hasOwn(fields, kind) ? fields[kind] : undefined;
  if (wanted === undefined)
    throw new TypeError(`${id}: window() must answer tumbling(), sliding(), session(), count(), trailing() or none()`);
  // Nothing else goes on to the engine.
  const known: Record<string, unknown> = { kind };
  for (const name of wanted) {
    if (!positive(name))
      throw new TypeError(`${id}: window ${kind}: ${name} must be a whole number above 0, not ${shown(spec?.[name])}`);
    known[name] = spec?.[name];
  }
  const offset = spec?.["offset"];
  if (offset !== undefined && (kind === "tumbling" || kind === "sliding")) {
    if (!Number.isSafeInteger(offset))
      throw new TypeError(`${id}: window ${kind}: offset must be a whole number, not ${shown(offset)}`);
    known["offset"] = offset;
  }
  if (kind === "sliding" && spec !== null && (spec["size"] as number) / (spec["every"] as number) > MOST_SLIDES)
    throw new TypeError(`${id}: window sliding: an event would be in more than ${MOST_SLIDES} windows; make every longer`);
  return known as unknown as WindowSpec;
}
