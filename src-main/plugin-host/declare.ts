import type { Catalogue, Filter, KeyPart, Report, Rule, WindowSpec } from "../../plugins/api.ts";
import { MOST_SLIDES } from "../engine/window-text.ts";
import type { ContributionDeclaration, RuleDeclaration } from "./contract.ts";
import { aggregates, catalogue, evidence, only, plain, reportColumns, series, settings } from "./declared-fields.ts";

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
  if (typeof id !== "string" || !ID.test(id)) throw new TypeError(`id ${JSON.stringify(id)} must be letters, digits and dashes`);
  switch (type) {
    case "rule":
      return { declaration: declareRule(item as Rule, id, plugin, version), code: item as Rule };
    case "filter": {
      const filter = item as Filter;
      const declaration = {
        type,
        plugin,
        version,
        id,
        title: text(filter.title, id, "title"),
        description: optionalText(filter.description),
        by: keyParts(filter.by, id),
        only: only(filter.only, id),
        settings: settings(filter.settings, id),
      } as const;
      return { declaration, code: filter };
    }
    case "report": {
      const report = item as Report;
      const declaration = {
        type,
        plugin,
        version,
        id,
        title: text(report.title, id, "title"),
        description: optionalText(report.description),
        settings: settings(report.settings, id),
        columns: reportColumns(report.columns, id),
        chart: plain(report.chart),
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
  const { valueUnit, stateVersion } = rule;
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
    description: optionalText(rule.description),
    by: keyParts(rule.by, id),
    only: only(rule.only, id),
    settings: settings(rule.settings, id),
    aggregates: aggregates(rule.aggregates, id),
    whenChanged: rule.whenChanged === true,
    eventsByKey: rule.eventsByKey === true,
    series: series(rule.series, id),
    evidence: evidence(rule.evidence, id),
    valueUnit: typeof valueUnit === "string" ? valueUnit.slice(0, 40) : null,
    stateVersion: typeof stateVersion === "number" ? stateVersion : 1,
    hooks,
  };
}

function keyParts(by: unknown, id: string): KeyPart[] {
  if (!Array.isArray(by) || !by.every((part) => PARTS.includes(part as string)))
    throw new TypeError(`${id}: by must be a list of station, sensor, alarm`);
  return [...(by as KeyPart[])];
}

function text(value: unknown, id: string, field: string): string {
  if (typeof value !== "string" || value === "") throw new TypeError(`${id}: ${field} must be a text`);
  return value;
}

function optionalText(value: unknown): string {
  return typeof value === "string" ? value : "";
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
  for (const name of wanted)
    if (!positive(name))
      throw new TypeError(`${id}: window ${kind}: ${name} must be a whole number above 0, not ${shown(spec?.[name])}`);
  if (kind === "sliding" && spec !== null && (spec["size"] as number) / (spec["every"] as number) > MOST_SLIDES)
    throw new TypeError(`${id}: window sliding: an event would be in more than ${MOST_SLIDES} windows; make every longer`);
  return spec as unknown as WindowSpec;
}
