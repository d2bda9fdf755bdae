import { useEffect, useId, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useKeys } from "../bridge/keys.ts";
import { type Command, showKeys, useCommands } from "../frame-actions.ts";
import { Shortcut } from "../ui/badge.tsx";
import { nameLine } from "../ui/name-line.ts";
import { keyLine } from "./key-line.ts";

/** Every command, and every sensor by name. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const commands = useCommands((state) => state.commands);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const name = useId();
  const hits = useMemo(() => find(text, commands), [text, commands]);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const run = (command: Command | undefined): void => {
    onClose();
    command?.run();
  };
  return createPortal(
    <div className="veil palette-veil" onPointerDown={(event) => event.target === event.currentTarget && onClose()}>
      <div className="palette" role="dialog" aria-modal="true" aria-label="Commands" data-testid="palette">
        <input
          className="palette-input"
          // biome-ignore lint/a11y/noAutofocus: it was opened to type
          autoFocus
          placeholder="Search or run a command"
          aria-label="Search or run a command"
          role="combobox"
          aria-expanded="true"
          aria-controls={name}
          aria-activedescendant={hits[at] === undefined ? undefined : `${name}-${at}`}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape") onClose();
            else if (event.key === "Enter") run(hits[at]);
            // Everything in it is chosen from the field: the focus stays.
            else if (event.key === "Tab")
              setAt(hits.length === 0 ? 0 : (at + (event.shiftKey ? hits.length - 1 : 1)) % hits.length);
            else if (event.key === "ArrowDown") setAt(Math.min(hits.length - 1, at + 1));
            else if (event.key === "ArrowUp") setAt(Math.max(0, at - 1));
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        <div className="palette-list" ref={list} id={name} role="listbox" aria-label="Matches">
          {hits.map((command, index) => (
            <button
              key={command.id}
              type="button"
              role="option"
              id={`${name}-${index}`}
              tabIndex={-1}
              aria-selected={index === at}
              className="palette-item"
              onClick={() => run(command)}
              onPointerMove={() => setAt(index)}
            >
              <span className="sub">{command.group}</span>
              <span className="grow ellipsis">{command.title}</span>
              {command.keys === undefined ? null : <Shortcut keys={command.keys} />}
            </button>
          ))}
          {hits.length === 0 ? <div className="palette-none">No command and no sensor has “{text}” in it</div> : null}
        </div>
      </div>
    </div>,
    document.body,
  );
}

function find(text: string, commands: readonly Command[]): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (line: string): boolean => words.every((word) => line.includes(word));
  const seen = new Map<string, Command>();
  for (const command of commands) if (fits(`${command.group} ${command.title}`.toLowerCase())) seen.set(command.id, command);
  if (words.length > 0) {
    for (const key of useKeys.getState().keys) {
      if (seen.size >= 60) break;
      if (!fits(keyLine(key))) continue;
      const title = nameLine(key.stationName, key.name, key.sensor === "" ? "" : key.alarmName);
      seen.set(`key ${key.id}`, { id: `key ${key.id}`, group: "Sensor", title, run: () => showKeys([key.id]) });
    }
  }
  return [...seen.values()];
}
