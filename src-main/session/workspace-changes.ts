import { basename } from "node:path";
import type { SettingDeclarations } from "../../plugins/api.ts";
import { formatDuration } from "../engine/duration.ts";
import { DEFAULT_RULES } from "./plugin-choice.ts";
import type { Workspace, WorkspaceChange } from "./workspace.ts";

/** A workspace keeps so many: what came before is forgotten. */
export const MOST_CHANGES = 200;
/** A value that is changed again so soon was being tried: one change, ms. */
const SAME = 60_000;
/** Characters of a value that are kept. */
const LONGEST = 300;

/** What a rule's settings are called, and stand at when nobody sets them. */
export interface RuleWords {
  readonly title: string;
  readonly settings: SettingDeclarations;
}
export type WordsOf = (id: string) => RuleWords | undefined;

type Value = readonly [what: string, value: string];
type Plugin = Workspace["plugins"][string];

/** The former changes and what differs between two states of a workspace, told in words; where charts and panes stand is none. `now`: epoch ms. */
export function withChanges(before: Workspace, after: Workspace, now: number, wordsOf: WordsOf = () => undefined): Workspace {
  const old = new Map(valuesOf(before, [before, after], wordsOf));
  const fresh = valuesOf(after, [before, after], wordsOf);
  let changes: readonly WorkspaceChange[] = after.changes;
  for (const [what, to] of fresh) {
    const from = old.get(what) ?? "";
    if (from !== to) changes = added(changes, { time: now, what: cut(what), from: cut(from), to: cut(to) });
  }
  return changes === after.changes ? after : { ...after, changes: changes.slice(-MOST_CHANGES) };
}

function added(changes: readonly WorkspaceChange[], change: WorkspaceChange): readonly WorkspaceChange[] {
  const index = changes.findLastIndex(({ what }) => what === change.what);
  const last = changes[index];
  if (last === undefined || change.time - last.time > SAME || change.time < last.time) return [...changes, change];
  const others = changes.filter((_, i) => i !== index);
  // Put back as it was: nothing has changed.
  return last.from === change.to ? others : [...others, { ...change, from: last.from }];
}

/** Everything that is told apart; of both states the same names, so that what is gone is seen as well. */
function valuesOf(workspace: Workspace, both: readonly Workspace[], wordsOf: WordsOf): Value[] {
  const ids = new Set(both.flatMap(({ plugins }) => Object.keys(plugins)));
  return [
    ["Source", workspace.sources.map(sourceText).join("; ")],
    ["Columns", workspace.sources.map(({ mapping }) => (mapping === undefined ? "" : JSON.stringify(mapping))).join("; ")],
    ["Name", workspace.name],
    ["Speed", String(workspace.speed)],
    ["Time zone", workspace.timezone],
    ["Notes", workspace.annotations.map(({ text }) => text).join("; ")],
    ["Queries", workspace.queries.map(({ name }) => name).join("; ")],
    ...[...ids].flatMap((id) => pluginValues(id, workspace, both, wordsOf(id))),
  ];
}

function sourceText(source: Workspace["sources"][number]): string {
  if (source.kind === "rabbitmq") return `${source.url} ${source.queue ?? source.tap ?? ""}`.trim();
  // Names alone: a workspace is sent to others, where it stood on this machine is not their concern.
  return `${source.paths.map((path) => basename(path)).join(", ")}, ${source.order === "time" ? "in order of time" : "in order of arrival"}`;
}

function pluginValues(id: string, { plugins }: Workspace, both: readonly Workspace[], words: RuleWords | undefined): Value[] {
  const of = (from: Workspace["plugins"]): Plugin | undefined => (Object.hasOwn(from, id) ? from[id] : undefined);
  const own = of(plugins);
  const title = words?.title ?? id;
  const names = new Set(both.flatMap((each) => Object.keys(of(each.plugins)?.settings ?? {})));
  const setting = (name: string): string => {
    const declared = words !== undefined && Object.hasOwn(words.settings, name) ? words.settings[name] : undefined;
    const value = own !== undefined && Object.hasOwn(own.settings, name) ? own.settings[name] : declared?.default;
    if (value === undefined) return "the usual";
    return declared?.input === "duration" && typeof value === "number" ? formatDuration(value) : String(value);
  };
  const label = (name: string): string =>
    words !== undefined && Object.hasOwn(words.settings, name) ? (words.settings[name]?.label ?? name) : name;
  return [
    [title, (own?.enabled ?? DEFAULT_RULES.includes(id)) ? "on" : "off"],
    ...[...names].map((name): Value => [`${title}: ${label(name)}`, setting(name)]),
    [`${title}: windows`, (own?.windows ?? []).map(({ window, ...key }) => `${keyText(key)} ${window}`).join("; ")],
    [`${title}: switched off for`, (own?.off ?? []).map(keyText).join("; ")],
    [`${title}: folder`, own?.folder === undefined ? "" : basename(own.folder)],
  ];
}

const keyText = ({ station, sensor, alarm }: NonNullable<Plugin["off"]>[number]): string =>
  [station, sensor, alarm].map((part) => part ?? "any").join("/");

const cut = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
