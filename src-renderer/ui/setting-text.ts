import type { Setting } from "../../src-main/ipc/contract.ts";
import { durationText, parseDuration } from "./format-time.ts";

type Value = number | boolean | string;

/** A setting's value as people read it, a 0 or no text by what it means. */
export function settingText(declaration: Setting, value: Value): string {
  switch (declaration.input) {
    case "toggle":
      return value === true ? "on" : "off";
    case "choice":
      return declaration.options.find((option) => option.value === value)?.label ?? String(value);
    case "text":
      return value === "" ? (declaration.empty ?? "none") : String(value);
    case "duration":
      return value === 0 && declaration.zero !== undefined ? declaration.zero : durationText(Number(value));
    case "number":
      if (value === 0 && declaration.zero !== undefined) return declaration.zero;
      return declaration.unit === undefined ? String(value) : `${value} ${declaration.unit}`;
  }
}

/** What stands in its field: nothing where a word says what nothing means (`wordOf`). */
export function typedText(declaration: Setting, value: Value): string {
  if (value === 0 && zeroOf(declaration) !== undefined) return "";
  return declaration.input === "duration" ? durationText(Number(value)) : String(value);
}

/** What an empty field of the setting means; undefined: it may not be empty. */
export const wordOf = (declaration: Setting): string | undefined =>
  declaration.input === "text" ? declaration.empty : zeroOf(declaration);

/** The value of a text typed into its field; throws an Error of a few words. */
export function typedValue(declaration: Setting, text: string): number | string {
  if (declaration.input !== "number" && declaration.input !== "duration") return text;
  const typed = text.trim();
  const word = zeroOf(declaration);
  if (word !== undefined && (typed === "" || typed.toLowerCase() === word.toLowerCase())) return 0;
  const or = word === undefined ? "" : `, or nothing for ${word.toLowerCase()}`;
  if (declaration.input === "duration") {
    const ms = typed === "0" ? 0 : parseDuration(typed);
    if (ms === null) throw new Error(`write a duration such as 90s, 5m, 1h or 2d${or}`);
    return ms;
  }
  const number = Number(typed.replace(",", "."));
  if (typed === "" || !Number.isFinite(number)) throw new Error(`write a number${or}`);
  return number;
}

const zeroOf = (declaration: Setting): string | undefined =>
  declaration.input === "number" || declaration.input === "duration" ? declaration.zero : undefined;
