/** A word that is no name of a file, a plugin or a setting: nothing but small letters, and others after it. */
const WORD = /^[a-z]+(?= )/;

/** What failed, as a sentence begins: most errors are parts of a line on a terminal. */
export const sentence = (text: string): string => text.replace(WORD, (word) => word.charAt(0).toUpperCase() + word.slice(1));
