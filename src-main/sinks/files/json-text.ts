/** What JSON leaves as it is and a terminal acts upon: C1 control characters, marks that turn the direction of writing, separators. */
const ACTED_UPON = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g;

/** JSON that may be shown by a terminal: the same data, with every such character as `\uXXXX`. */
export function jsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    ACTED_UPON,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
