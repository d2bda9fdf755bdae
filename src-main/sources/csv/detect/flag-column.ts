/** What devices and logs write for an alarm that is on, and for one that is not; beside the words every mapping knows. */
export const ON: readonly string[] = [
  "true",
  "1",
  "yes",
  "y",
  "on",
  "t",
  "ja",
  "j",
  "oui",
  "si",
  "sí",
  "sim",
  "wahr",
  "ein",
  "aktiv",
  "active",
  "alarm",
];
const RAISED = ["raised", "raise", "firing", "set", "fault", "problem", "fehler", "störung", "triggered", "in alarm", "alm"];
/** Past a limit, of a column that says it is about alarms. */
const BEYOND = new Set(["hi", "lo", "hihi", "lolo", "high", "low", "hh", "ll", "high high", "low low"]);
const CAME = ["kommt", "gekommen", "kommend", "came", "incoming", "open", "opened"];
const OFF = ["false", "0", "no", "n", "off", "f", "nein", "non", "não", "falsch", "aus", "inaktiv", "inactive"];
const CLEARED = ["ok", "normal", "clear", "cleared", "resolved", "recovered", "recovery", "rtn", "return", "returned"];
const WENT = ["geht", "gegangen", "gehend", "went", "outgoing", "closed"];
const TRUE = new Set([...ON, ...RAISED, ...CAME]);
const FALSE = new Set([...OFF, ...CLEARED, ...WENT]);

/** Whether it was acknowledged may stand beside the state: `UNACK_ALM`, `Cleared, Acknowledged`. */
const ACKNOWLEDGED = /[\s,_/-]*\b(?:un|not )?ack(?:ed|nowledged?)?[\s,_/-]*/;
const state = (word: string): string => word.replaceAll("_", " ").replace(ACKNOWLEDGED, "");

/** Whether a word, in small letters, says only that somebody has seen the alarm. */
export const isSeen = (word: string): boolean => state(word) === "";

/** Whether a word, in small letters, says that an alarm is on. */
export const isOn = (word: string): boolean => TRUE.has(word) || TRUE.has(state(word));

/** Whether a word, in small letters, says that an alarm is not on. */
export const isOff = (word: string): boolean => FALSE.has(word) || FALSE.has(state(word));

const FLAG_NAME =
  /^(?:is_?|in_?)?(?:active|on|alarm_?active|active_?alarm|alarm_?on|in_?alarm|firing|raised|triggered|tripped)$|aktiv|^actif|^activ[oa]$|^attiv[oa]$/i;
/** May hold a flag, a code or a word: what stands in it decides. */
const PERHAPS_FLAG = /alarm|alert|fault|störung|event_? ?type|\bstate\b|^status$|zustand|^état$|^estado$|^stato$/i;
const SURELY_OFF = new Set(["false", "nein", "falsch", "inaktiv", "inactive"]);
const CODE_NAME = /id$|code$|number$|name$|type$|count$/i;

export interface FlagWords {
  readonly on: readonly string[];
  readonly off: readonly string[];
}

/**
 * The words of a column that says whether an alarm is on, or null where it says something else. `texts`: its cells that are not empty.
 * `mostly(good, all)` says whether so many of all are enough: a few broken cells must not hide the column. A column of 0 and 1 is a flag only where its name says so.
 */
export function flagWords(
  name: string,
  texts: readonly string[],
  mostly: (good: number, all: number) => boolean,
): FlagWords | null {
  const sure = FLAG_NAME.test(name);
  if (!sure && !PERHAPS_FLAG.test(name)) return null;
  const words = texts.map((text) => text.toLowerCase());
  // The type of an event may be that it came or went; a number is a code.
  if (!sure && CODE_NAME.test(name) && (!/type$/i.test(name) || words.some((word) => /^\d+$/.test(word)))) return null;
  const ofAlarm = /alarm|alert|limit/i.test(name);
  const on = words.filter((word) => isOn(word) || (ofAlarm && BEYOND.has(word)));
  const off = words.filter(isOff);
  if (!mostly(on.length + off.length, words.filter((word) => !isSeen(word)).length)) return null;
  const used = { on: [...new Set(on)].sort(), off: [...new Set(off)].sort() };
  if (sure) return used;
  // An alarm is rare: only "false" may stand in what was looked at.
  if (used.on.length === 0 && used.off.length > 0 && used.off.every((word) => SURELY_OFF.has(word))) return used;
  // "alarm" may be a code of which only 1 was seen; "status" of 0 and 1 may be measured.
  const both = used.on.length > 0 && used.off.length > 0;
  const numbers = [...used.on, ...used.off].every((word) => word === "0" || word === "1");
  return both && (!numbers || !/stat|zustand|état/i.test(name)) ? used : null;
}
