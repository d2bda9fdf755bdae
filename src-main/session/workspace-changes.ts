import { basename } from "node:path";
import type { SettingDeclarations } from "../../plugins/api.ts";
import { formatDuration } from "../engine/duration.ts";
import type { FormerValue } from "./former-value.ts";
import { mappingText } from "./mapping-text.ts";
import { DEFAULT_RULES } from "./plugin-choice.ts";
import type { Workspace, WorkspaceChange } from "./workspace.ts";

/** A workspace keeps so many: what came before is forgotten. */
export const MOST_CHANGES = 200;
/** A value that is changed again so soon was being tried: one change, ms. */
const SAME = 60_000;
/** Characters of a value that are kept. */
const LONGEST = 300;
/** Of what puts it back, as JSON; what is longer is not put back alone. */
const LONGEST_FORMER = 10_000;

/** What a rule's settings are called, and stand at when nobody sets them. */
export interface RuleWords {
  readonly title: string;
  readonly settings: SettingDeclarations;
}
export type WordsOf = (id: string) => RuleWords | undefined;

/** `former`: what puts it back. */
type Value = readonly [what: string, value: string, former?: FormerValue];
type Plugin = Workspace["plugins"][string];

/** The former changes and what differs between two states of a workspace, told in words; where charts and panes stand is none. `now`: epoch ms. */
export function withChanges(before: Workspace, after: Workspace, now: number, wordsOf: WordsOf = () => undefined): Workspace {
  const old = new Map(valuesOf(before, [before, after], wordsOf).map(([what, ...value]) => [what, value]));
  const fresh = valuesOf(after, [before, after], wordsOf);
  let changes: readonly WorkspaceChange[] = after.changes;
  for (const [what, to] of fresh) {
    const [from = "", former] = old.get(what) ?? [];
    const kept = former === undefined || JSON.stringify(former).length > LONGEST_FORMER ? {} : { former };
    if (from !== to) changes = added(changes, { time: now, what: cut(what), from: cut(from), to: cut(to), ...kept });
  }
  return changes === after.changes ? after : { ...after, changes: changes.slice(-MOST_CHANGES) };
}

function added(changes: readonly WorkspaceChange[], change: WorkspaceChange): readonly WorkspaceChange[] {
  const index = changes.findLastIndex(({ what }) => what === change.what);
  const last = changes[index];
  if (last === undefined || change.time - last.time > SAME || change.time < last.time) return [...changes, change];
  const others = changes.filter((_, i) => i !== index);
  // Put back as it was: nothing has changed.
  const { former: _, ...rest } = change;
  const kept = last.former === undefined ? {} : { former: last.former };
  return last.from === change.to ? others : [...others, { ...rest, from: last.from, ...kept }];
}

/** Everything that is told apart; of both states the same names, so that what is gone is seen as well. */
function valuesOf(workspace: Workspace, both: readonly Workspace[], wordsOf: WordsOf): Value[] {
  const ids = new Set(both.flatMap(({ plugins }) => Object.keys(plugins)));
  return [
    ["Source", workspace.sources.map(sourceText).join("; ")],
    ["Columns", workspace.sources.map(({ mapping }) => (mapping === undefined ? "" : mappingText(mapping))).join("; ")],
    ["Name", workspace.name, { name: workspace.name }],
    ["Speed", String(workspace.speed), { speed: workspace.speed }],
    ["Time zone", workspace.timezone, { timezone: workspace.timezone }],
    ["Notes", workspace.annotations.map(({ text }) => text).join("; ")],
    ["Queries", workspace.queries.map(({ name }) => name).join("; ")],
    ...[...ids].flatMap((id) => pluginValues(id, workspace, both, wordsOf(id))),
  ];
}

function sourceText(source: Workspace["sources"][number]): string {
  const late = source.outOfOrderness === 0 ? "" : `, rows up to ${formatDuration(source.outOfOrderness)} late`;
  if (source.kind === "rabbitmq") return `${source.url} ${source.queue ?? source.tap ?? ""}`.trim() + late;
  // Names alone: a workspace is sent to others, where it stood on this machine is not their concern.
  return `${source.paths.map((path) => basename(path)).join(", ")}, ${source.order === "time" ? "in order of time" : `in order of arrival${late}`}`;
}

function pluginValues(id: string, { plugins }: Workspace, both: readonly Workspace[], words: RuleWords | undefined): Value[] {
  const of = (from: Workspace["plugins"]): Plugin | undefined => (Object.hasOwn(from, id) ? from[id] : undefined);
  const own = of(plugins);
  const title = words?.title ?? id;
  const names = new Set(both.flatMap((each) => Object.keys(of(each.plugins)?.settings ?? {})));
  const enabled = own?.enabled ?? DEFAULT_RULES.includes(id);
  const { windows = [], off = [] } = own ?? {};
  const set = (name: string) => (own !== undefined && Object.hasOwn(own.settings, name) ? (own.settings[name] ?? null) : null);
  const setting = (name: string): string => {
    const declared = words !== undefined && Object.hasOwn(words.settings, name) ? words.settings[name] : undefined;
    const value = set(name) ?? declared?.default;
    if (value === undefined) return "the usual";
    return declared?.input === "duration" && typeof value === "number" ? formatDuration(value) : String(value);
  };
  const label = (name: string): string =>
    words !== undefined && Object.hasOwn(words.settings, name) ? (words.settings[name]?.label ?? name) : name;
  return [
    [title, enabled ? "on" : "off", { rule: id, enabled }],
    ...[...names].map(
      (name): Value => [`${title}: ${label(name)}`, setting(name), { rule: id, setting: name, value: set(name) }],
    ),
    [`${title}: windows`, windows.map(({ window, ...key }) => `${keyText(key)} ${window}`).join("; "), { rule: id, windows }],
    [`${title}: switched off for`, off.map(keyText).join("; "), { rule: id, off }],
    [`${title}: folder`, own?.folder === undefined ? "" : basename(own.folder)],
  ];
}

const keyText = ({ station, sensor, alarm }: NonNullable<Plugin["off"]>[number]): string =>
  [station, sensor, alarm].map((part) => part ?? "any").join("/");

const cut = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
