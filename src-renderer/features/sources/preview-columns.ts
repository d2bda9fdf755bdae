import type { EventRow, PreviewRow } from "../../../src-main/ipc/contract.ts";
import { rolesOf } from "./mapping-model.ts";

const says: Readonly<Record<string, (event: EventRow) => boolean>> = {
  station: ({ station }) => station !== "",
  alarm: ({ alarm }) => alarm !== "",
  threshold: ({ threshold }) => threshold !== null,
  active: ({ active }) => active !== null,
};

/** Parts of an event that a preview has a column for: one in which no row says anything would only take room from the names. */
export const columnsShown = (rows: readonly Pick<PreviewRow, "events">[]): ReturnType<typeof rolesOf> =>
  rolesOf("one").filter(({ role }) => {
    const said = says[role];
    return said === undefined || rows.some(({ events }) => events.some(said));
  });
