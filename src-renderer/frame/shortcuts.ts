import { runAction, useCommands } from "../frame-actions.ts";

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

/** `Ctrl+Shift+P` as `Command.keys` writes it; Cmd counts as Ctrl. */
function keysOf(event: KeyboardEvent): string {
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", event.shiftKey ? "Shift" : "", key]
    .filter(Boolean)
    .join("+");
}

/** Runs commands by their keys. Plain keys do nothing while one types; Ctrl+Z there undoes the typing. */
export function startShortcuts(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const keys = keysOf(event);
    const inField = typing(event.target);
    if (inField && (!keys.startsWith("Ctrl+") || keys === "Ctrl+Z")) return;
    // Space on a focused button presses it.
    if (
      keys === "Space" &&
      event.target instanceof HTMLElement &&
      event.target.closest("button, [role=treeitem], [role=dialog]") !== null
    )
      return;
    if (keys === "Ctrl+Shift+P") runAction("command-palette");
    else {
      const command = useCommands.getState().commands.findLast((other) => other.keys === keys);
      if (command === undefined) return;
      command.run();
    }
    event.preventDefault();
  };
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
}
