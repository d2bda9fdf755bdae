/**
 * The same text in memory of its own, for one that is kept for long. V8 makes of a part of a text a view of the whole: a name of twenty
 * characters out of a message of a megabyte would keep the megabyte for as long as the name. Appending makes a new text once it is read.
 */
export const ownText = (text: string): string => ` ${text}`.slice(1);
