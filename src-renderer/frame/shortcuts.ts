import { runAction, useCommands } from "../frame-actions.ts";

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "getModifierState">;

/** `Ctrl+Shift+P` as `Command.keys` writes it; Cmd counts as Ctrl. Of a sign such as `?` or `[` nobody asks how a keyboard makes it. */
function keysOf(event: Pressed): string {
  const { key } = event;
  const sign = key.length === 1 && key !== " " && key.toLowerCase() === key.toUpperCase();
  const made = sign && event.getModifierState("AltGraph");
  const name = key === " " ? "Space" : key.length === 1 ? key.toUpperCase() : key;
  return [
    !made && (event.ctrlKey || event.metaKey) ? "Ctrl" : "",
    !made && event.altKey ? "Alt" : "",
    !sign && event.shiftKey ? "Shift" : "",
    name,
  ]
    .filter(Boolean)
    .join("+");
}

/** Runs commands by their keys. Plain keys do nothing while one types; Ctrl+Z there undoes the typing. */
export function startShortcuts(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const keys = keysOf(event);
    const inField = typing(event.target);
    if (inField && (!/^Ctrl\+|^(Shift\+)?F\d/.test(keys) || keys === "Ctrl+Z")) return;
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
