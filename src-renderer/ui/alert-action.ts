import type { AlertRow } from "../../src-main/ipc/contract.ts";

const participles: Readonly<Record<AlertRow["action"], string>> = { raise: "raised", clear: "cleared", withdraw: "withdrawn" };

/** What was done, as it stands before a time and in a list. */
export const actionDone = (action: AlertRow["action"]): string => participles[action];
