import { columnTexts } from "./column-texts.ts";
import { isOff, isOn } from "./flag-column.ts";
import type { SampleTable } from "./sample-table.ts";

/** Beside columns of numbers those of a switch have no part in an event: which they are, and what to do, behind what else is said; "" for none. */
export function unreadSwitches({ columns, body }: SampleTable, used: ReadonlySet<number>): string {
  const switches = columns.filter((_, i) => {
    if (used.has(i)) return false;
    const words = new Set(columnTexts(body, i).map((text) => text.toLowerCase()));
    // 0 and 1 are numbers.
    const [on, off] = [isOn, isOff].map((is) => [...words].filter((word) => is(word) && !/^\d$/.test(word)).length) as [
      number,
      number,
    ];
    return on > 0 && off > 0 && on + off === words.size;
  });
  if (switches.length === 0) return "";
  const named = `${switches.slice(0, 3).join(", ")}${switches.length > 3 ? "…" : ""}`;
  return `; ${named} not read: write 1 and 0 for on and off to have ${switches.length === 1 ? "it" : "them"} beside numbers`;
}
