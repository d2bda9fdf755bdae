import type { Setting } from "../../plugins/api.ts";
import { formatDuration, parseDuration } from "../engine/duration.ts";
import type { CheckedSettings } from "./contract.ts";

/** Fills in defaults and checks what was given, texts from a command line included. Throws an Error of one line. */
export function checkSettings(
  id: string,
  declared: Readonly<Record<string, Setting>>,
  given: Readonly<Record<string, string | number | boolean>>,
): CheckedSettings {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declared, name)) {
      const known = Object.keys(declared);
      throw new Error(
        `${id}: there is no setting "${name}"; ${known.length === 0 ? "it has none" : `it has ${known.join(", ")}`}`,
      );
    }
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, setting]) => [name, checkOne(`${id}: ${name}`, setting, given[name])]),
  );
}

function checkOne(where: string, setting: Setting, given: string | number | boolean | undefined): number | boolean | string {
  if (given === undefined) return setting.default;
  // As the form shows it: look-ahead=automatic.
  if ("zero" in setting && setting.zero?.toLowerCase() === String(given).trim().toLowerCase()) return 0;
  switch (setting.input) {
    case "number": {
      const value = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
      if (typeof value !== "number" || !Number.isFinite(value)) throw new Error(`${where} must be a number, not "${given}"`);
      return within(where, value, setting, String);
    }
    case "duration": {
      const value = typeof given === "string" ? parse(where, given) : given;
      if (typeof value !== "number" || !Number.isFinite(value))
        throw new Error(`${where} must be a duration such as 5m, not "${given}"`);
      return within(where, value, setting, formatDuration);
    }
    case "toggle":
      if (given === true || given === "true" || given === "on") return true;
      if (given === false || given === "false" || given === "off") return false;
      throw new Error(`${where} must be true or false, not "${given}"`);
    case "choice": {
      const value = String(given);
      const values = setting.options.map((option) => option.value);
      if (!values.includes(value)) throw new Error(`${where} must be one of ${values.join(", ")}, not "${given}"`);
      return value;
    }
    case "text": {
      const value = String(given);
      const most = setting.maxLength ?? 1000;
      if (value.length > most) throw new Error(`${where} is longer than ${most} characters`);
      return value;
    }
  }
}

function parse(where: string, text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`);
  }
}

function within(where: string, value: number, { min, max }: { min?: number; max?: number }, show: (n: number) => string): number {
  if (min !== undefined && value < min) throw new Error(`${where} must be at least ${show(min)}`);
  if (max !== undefined && value > max) throw new Error(`${where} must be at most ${show(max)}`);
  return value;
}
