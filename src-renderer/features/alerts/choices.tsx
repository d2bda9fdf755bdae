import { IconChevronDown } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { TextInput } from "../../ui/field.tsx";
import { count } from "../../ui/format-number.ts";

interface Option {
  readonly value: string;
  readonly label: string;
  /** How many alerts it has. */
  readonly detail: number;
}

export interface ChoicesProps {
  readonly label: string;
  /** In the singular, small. */
  readonly one: string;
  readonly options: readonly Option[];
  /** undefined: all. */
  readonly chosen: readonly string[] | undefined;
  readonly onChange: (chosen: readonly string[] | undefined) => void;
  readonly "data-testid"?: string;
}

const SHOWN = 300;
const SEARCHED_FROM = 10;

/** Any number of choices out of many, behind a button that says what is chosen. Escape or a click elsewhere closes it. */
export function Choices({ label, one, options, chosen, onChange, ...rest }: ChoicesProps) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  const fits = options.filter((option) => option.label.toLowerCase().includes(text.trim().toLowerCase()));
  const toggle = (value: string): void => {
    const now = chosen ?? [];
    const next = now.includes(value) ? now.filter((each) => each !== value) : [...now, value];
    onChange(next.length === 0 ? undefined : next);
  };
  const only = chosen?.length === 1 ? options.find(({ value }) => value === chosen[0]) : undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the list wherever the focus is in it
    <div
      className="choices"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        setOpen(false);
      }}
    >
      <Button
        small
        pressed={chosen !== undefined}
        aria-expanded={open}
        aria-haspopup="true"
        onClick={() => setOpen(!open)}
        {...rest}
      >
        {chosen === undefined
          ? `All ${label.toLowerCase()}`
          : (only?.label ?? `${chosen.length} ${chosen.length === 1 ? one : label.toLowerCase()}`)}
        <IconChevronDown size={12} />
      </Button>
      {open ? (
        <fieldset className="choices-list" aria-label={label}>
          {options.length < SEARCHED_FROM ? null : (
            <TextInput
              small
              autoFocus
              value={text}
              onChange={setText}
              placeholder={`Find a ${one}`}
              aria-label={`Find a ${one}`}
            />
          )}
          <div className="choices-scroll">
            {fits.slice(0, SHOWN).map((option) => (
              <label key={option.value} className="row">
                <input
                  type="checkbox"
                  checked={chosen?.includes(option.value) ?? false}
                  onChange={() => toggle(option.value)}
                  data-testid="choice"
                  data-value={option.value}
                />
                <span className="grow">{option.label}</span>
                <span className="sub">{count(option.detail)}</span>
              </label>
            ))}
            {fits.length > SHOWN ? <p className="sub">and {count(fits.length - SHOWN)} more: find them by name</p> : null}
            {fits.length === 0 ? <p className="sub">None.</p> : null}
          </div>
          <Button small kind="plain" disabled={chosen === undefined} onClick={() => onChange(undefined)}>
            All
          </Button>
        </fieldset>
      ) : null}
    </div>
  );
}
