import type { Status } from "../../../src-main/ipc/contract.ts";
import { count } from "../../ui/format-number.ts";
import { duration } from "../../ui/format-time.ts";

/** What the strip above the charts says of a queue. */
export interface QueueNews {
  readonly tone: "plain" | "info" | "warn" | "crit";
  readonly title: string;
  readonly detail: string;
}

/** `paused`: the consumer was stopped by the user. */
export function queueNews(connection: NonNullable<Status["connection"]>, depth: number | null, paused: boolean): QueueNews {
  const { state, detail, attempt, nextTryMs } = connection;
  if (state === "failed") return { tone: "crit", title: "Connection given up", detail };
  if (state === "reconnecting") {
    const title = attempt > 1 ? `Reconnecting, attempt ${attempt}` : "Reconnecting";
    return { tone: "warn", title, detail: nextTryMs === null ? detail : `${detail}. Next try in ${duration(nextTryMs)}.` };
  }
  if (paused || state === "paused") {
    const waits = depth === null || depth === 0 ? "" : ` ${count(depth)} wait.`;
    return { tone: "info", title: "Reading is paused", detail: `The queue keeps what arrives.${waits}` };
  }
  if (state === "connecting") return { tone: "plain", title: "Connecting", detail };
  if (state === "closed") return { tone: "plain", title: "Disconnected", detail };
  return { tone: "plain", title: "Connected", detail };
}
