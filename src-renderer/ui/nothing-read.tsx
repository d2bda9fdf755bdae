import type { Status } from "../../src-main/ipc/contract.ts";
import { openView, runAction, useFrame } from "../frame-actions.ts";
import { Empty } from "./empty.tsx";
import { count } from "./format-number.ts";

/** Of a source that ended without any event: so, and why; null: it has some, or they may still come. */
export function nothingRead(
  status: Pick<Status, "state" | "keys" | "rejects" | "error"> | null,
): { readonly title: string; readonly text: string } | null {
  if (status === null || status.keys > 0 || !["done", "stopped", "failed"].includes(status.state)) return null;
  const { rejects, error } = status;
  if (error !== null) return { title: "No events", text: error };
  return rejects === 0
    ? { title: "No events", text: "No row was read." }
    : {
        title: "No row could be read",
        text: rejects === 1 ? "The only one was refused." : `All ${count(rejects)} were refused.`,
      };
}

/** In place of charts of a source that ended without any event. */
export function NothingRead() {
  const status = useFrame((state) => state.status);
  const nothing = nothingRead(status);
  if (nothing === null) return null;
  const action =
    status !== null && status.rejects > 0
      ? { label: "See the refused rows", run: () => runAction("show-bottom", "rejects") }
      : { label: "See the source", run: () => openView("sources") };
  return (
    <Empty title={nothing.title} action={action}>
      {nothing.text}
    </Empty>
  );
}
