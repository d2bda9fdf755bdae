import { useCommands } from "../frame-actions.ts";
import { Shortcut } from "./badge.tsx";
import { CHART_GESTURES, CHART_KEYS, VALUE_GESTURES, VALUE_KEYS } from "./chart-keys.ts";

interface Entry {
  readonly keys: string;
  readonly title: string;
}

/** Keys that are no command's own. */
const EVERYWHERE: readonly Entry[] = [
  { keys: "Ctrl+Shift+P", title: "Every command and sensor by name" },
  { keys: "Tab", title: "Next control; with Shift the one before" },
];
const LISTS: readonly Entry[] = [
  { keys: "↑ ↓", title: "Row by row; Page Up, Page Down, Home and End further" },
  { keys: "Enter", title: "Open, or choose, the row" },
  { keys: "← →", title: "Close or open what is below a row of a tree or group" },
  { keys: "↓", title: "From the search into the tree; Enter chooses the first found, Escape searches no more" },
  { keys: "Ctrl Enter", title: "In the tree: beside what the chart shows" },
  { keys: "A", title: "In the alerts: acknowledge" },
  { keys: "Delete", title: "On a chart's tab: close the chart" },
];
const EDITOR: readonly Entry[] = [
  { keys: "Ctrl S", title: "Save the plugin; it runs at once" },
  { keys: "Ctrl Space", title: "What can stand here" },
  { keys: "Esc Tab", title: "Out of the editor" },
];

/** Every key there is, by where it works. */
export function ShortcutList() {
  const commands = useCommands((state) => state.commands);
  const groups = new Map<string, Entry[]>([["Everywhere", [...EVERYWHERE]]]);
  const seen = new Set<string>();
  for (const { id, group, title, keys } of commands) {
    if (keys === undefined || seen.has(id)) continue;
    seen.add(id);
    groups.set(group, [...(groups.get(group) ?? []), { keys, title }]);
  }
  const all: readonly (readonly [string, readonly Entry[]])[] = [
    ...groups,
    ["Lists, tables, trees", LISTS],
    ["On a chart", [...CHART_KEYS, ...CHART_GESTURES]],
    ["On a chart of Live", [...VALUE_KEYS, ...VALUE_GESTURES]],
    ["Plugin editor", EDITOR],
  ];
  return (
    <div className="shortcut-groups" data-testid="shortcuts">
      {all.map(([group, entries]) => (
        <section key={group}>
          <h2 className="sub">{group}</h2>
          {entries.map(({ keys, title }) => (
            <div key={`${keys} ${title}`} className="row shortcut-row">
              <span className="grow">{title}</span>
              <Shortcut keys={keys} />
            </div>
          ))}
        </section>
      ))}
    </div>
  );
}
