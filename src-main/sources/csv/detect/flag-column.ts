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
const RAISED = ["raised", "raise", "firing", "set", "fault", "fehler", "störung"];
const OFF = ["false", "0", "no", "n", "off", "f", "nein", "non", "não", "falsch", "aus", "inaktiv", "inactive"];
const CLEARED = ["ok", "normal", "clear", "cleared", "resolved"];
const TRUE = new Set([...ON, ...RAISED]);
const FALSE = new Set([...OFF, ...CLEARED]);

const FLAG_NAME =
  /^(?:is_?|in_?)?(?:active|on|alarm_?active|active_?alarm|alarm_?on|in_?alarm|firing|raised|triggered|tripped)$|aktiv|^actif|^activ[oa]$|^attiv[oa]$/i;
/** May hold a flag, a code or a word: what stands in it decides. */
const PERHAPS_FLAG = /alarm|alert|fault|störung|\bstate\b|^status$|zustand|^état$|^estado$|^stato$/i;
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
  if (!sure && (!PERHAPS_FLAG.test(name) || CODE_NAME.test(name))) return null;
  const words = texts.map((text) => text.toLowerCase());
  const on = words.filter((word) => TRUE.has(word));
  const off = words.filter((word) => FALSE.has(word));
  if (!mostly(on.length + off.length, texts.length)) return null;
  const used = { on: [...new Set(on)].sort(), off: [...new Set(off)].sort() };
  if (sure) return used;
  // An alarm is rare: only "false" may stand in what was looked at.
  if (used.on.length === 0 && used.off.length > 0 && used.off.every((word) => SURELY_OFF.has(word))) return used;
  // "alarm" may be a code of which only 1 was seen; "status" of 0 and 1 may be measured.
  const both = used.on.length > 0 && used.off.length > 0;
  const numbers = [...used.on, ...used.off].every((word) => word === "0" || word === "1");
  return both && (!numbers || !/stat|zustand|état/i.test(name)) ? used : null;
}
