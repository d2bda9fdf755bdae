/** Shapes of a time that differ from those read only in their marks, and what they are with the usual ones. One text may have several. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // 2024年1月15日 22时05分00秒, 2024. 1. 15. 22:05
  [/^(\d{4})年 ?(\d{1,2})月 ?(\d{1,2})日 ?/, "$1-$2-$3 "],
  [/^(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})\.? /, "$1-$2-$3 "],
  [/(\d{1,2}) ?[时時点點시] ?(\d{2}) ?[分분](?: ?(\d{2}) ?[秒초])?$/, "$1:$2:$3"],
  [/:$/, ""],
  // The half of the day before the time of day.
  [/ (?:上午|午前|오전) ?([\d:.]+)$/, " $1 AM"],
  [/ (?:下午|午後|오후) ?([\d:.]+)$/, " $1 PM"],
  [/ 0(?=:\d{2}(?::\d{2})? [AP]M$)/, " 12"],
  // 20240115_220500, 2024-01-15_22-05-00
  [/^(\d{4})(\d{2})(\d{2})[_-](\d{2})(\d{2})(\d{2})$/, "$1-$2-$3 $4:$5:$6"],
  [/^(\d{4}-\d{2}-\d{2})[_-](?=\d{2})/, "$1 "],
  [/^(\d{4}-\d{2}-\d{2} \d{2})-(\d{2})-(\d{2})$/, "$1:$2:$3"],
  // 15JAN2024:22:05:00
  [/^(\d{1,2})([A-Za-z]{3})(\d{4})(?=[: ]|$)/, "$1-$2-$3"],
  // 15/01/2024 - 22:05, 15.01.2024 um 22:05 Uhr
  [/^(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}),? (?:-|à|um|klo|kl\.|at) (?=\d)/, "$1 "],
  [/ (?:Uhr|h)$/, ""],
  // A zone is said twice: +0100 CET, +01:00[Europe/Berlin]
  [/([+-]\d{2}:?\d{2}) [A-Z]{3,4}$/, "$1"],
  [/(Z|[+-]\d{2}:\d{2})\[[A-Za-z_/+-]{1,40}\]$/, "$1"],
  [/(?<=\d)z$/, "Z"],
];

/** A year, or a day with what parts it from the month: most texts that are no time begin otherwise. */
const BEGINNING = /^(?:\d{4}\D|\d{8}[_-]|\d{1,2}(?:[-/.]|[A-Za-z]{3}\d{4}))/;

/** A text with the usual marks, if it begins as a time does and has others; else as it is. */
export function usualShape(text: string): string {
  if (!BEGINNING.test(text)) return text;
  return SHAPES.reduce((shaped, [unusual, usual]) => shaped.replace(unusual, usual), text);
}
