import type { Status } from "../../src-main/ipc/contract.ts";
import type { ViewId } from "../frame-actions.ts";

interface Shown {
  readonly view: ViewId;
  readonly preview: readonly string[] | null;
  readonly status: Pick<Status, "state" | "error" | "unallowed"> | null;
}

/** The screen that stands for `view`: as long as there is no source to tell of, Sources is where one begins, with what was open lately. */
export function viewShown({ view, preview, status }: Shown): ViewId {
  const nothing = status?.state === "none" && status.error === null && status.unallowed === null;
  return view === "sources" && preview === null && nothing ? "start" : view;
}
