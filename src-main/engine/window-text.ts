import type { WindowSpec } from "../../plugins/api.ts";
import { formatDuration, parseDuration } from "./duration.ts";

const FORMS = "sliding:SIZE/EVERY, tumbling:SIZE, session:GAP, count:SIZE/EVERY, trailing:SIZE or none";

/** Reads the text of a window, as `weir window --window` and workspaces have it. Throws an Error of one line. */
export function parseWindow(text: string): WindowSpec {
  const [kind = "", rest = ""] = text.split(/:(.*)/s);
  const [size = "", every, ...more] = rest.split("/");
  if (more.length > 0) throw new Error(`window "${text}": too many parts; write ${FORMS}`);
  const duration = (value: string): number => {
    const ms = durationIn(text, value);
    if (ms <= 0) throw new Error(`window "${text}": ${value} must be longer than nothing`);
    return ms;
  };
  const one = (): string => {
    if (every !== undefined) throw new Error(`window "${text}": ${kind} takes one duration`);
    return size;
  };
  switch (kind) {
    case "none":
      return { kind: "none" };
    case "tumbling":
      return { kind: "tumbling", size: duration(one()) };
    case "session":
      return { kind: "session", gap: duration(one()) };
    case "trailing":
      return { kind: "trailing", size: duration(one()) };
    // What other engines call it.
    case "hopping":
    case "sliding":
      if (every === undefined) throw new Error(`window "${text}": ${kind} takes SIZE/EVERY, for example sliding:60s/5s`);
      return slides(text, duration(size), duration(every));
    case "count": {
      const events = [size, every ?? size].map(Number);
      if (!events.every((n) => Number.isSafeInteger(n) && n > 0))
        throw new Error(`window "${text}": count takes whole numbers of events, for example count:100/10`);
      return { kind: "count", size: events[0] as number, every: events[1] as number };
    }
    default:
      throw new Error(`window "${text}" is not known; write ${FORMS}`);
  }
}

function durationIn(text: string, value: string): number {
  try {
    return parseDuration(value);
  } catch (error) {
    throw new Error(`window "${text}": ${(error as Error).message}`);
  }
}

/** Windows one event may be in: each is an output and a call, and a slip such as 30d/1ms would ask for billions. */
export const MOST_SLIDES = 100_000;

function slides(text: string, size: number, every: number): WindowSpec {
  if (size / every > MOST_SLIDES)
    throw new Error(`window "${text}": an event would be in more than ${MOST_SLIDES} windows; make EVERY longer`);
  return { kind: "sliding", size, every };
}

export function formatWindow(window: WindowSpec): string {
  switch (window.kind) {
    case "none":
      return "none";
    case "tumbling":
    case "trailing":
      return `${window.kind}:${formatDuration(window.size)}`;
    case "session":
      return `session:${formatDuration(window.gap)}`;
    case "sliding":
      return `sliding:${formatDuration(window.size)}/${formatDuration(window.every)}`;
    case "count":
      return `count:${window.size}/${window.every}`;
  }
}
