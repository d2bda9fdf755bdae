import type { CsvPreview } from "../../../src-main/ipc/contract.ts";
import { chooseSentence } from "./mapping-model.ts";

/** What keeps every row from being read, and what to do about it, as a title and a sentence; null: nothing does. */
export function troubleOf({
  unread,
  mapping,
  counts,
  rows,
}: Pick<CsvPreview, "unread" | "mapping" | "counts" | "rows">): readonly [title: string, said: string] | null {
  if (unread !== null) return ["Not read yet: ", `${unread === "" ? "" : `${unread}. `}${chooseSentence(mapping)} under Mapping`];
  if (counts.read === 0 || counts.accepted > 0) return null;
  const first = rows.find((row) => row.refused !== null)?.refused?.detail;
  return [
    "No row can be read this way: ",
    `${first === undefined ? "" : `${first}. `}Change what is wrong above or under Mapping`,
  ];
}
