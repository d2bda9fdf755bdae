import type { WhatIf } from "../../../src-main/ipc/contract.ts";
import type { Zone } from "../../frame-actions.ts";
import { dayAndClock } from "../../ui/format-time.ts";

/** What a rule was tried over, and whether that is all there is. */
export function coveredSaid({ from, to, state }: WhatIf["covered"], zone: Zone): string {
  const stretch = `${dayAndClock(from, zone)} – ${dayAndClock(to, zone)}`;
  switch (state) {
    case "done":
      return `Over all of it, ${stretch}.`;
    case "reading":
      return `Over what was read so far, ${stretch}; the rest is still being read.`;
    case "live":
      return `Over what came so far, ${stretch}.`;
    case "paused":
      return `Over what was read until the pause, ${stretch}; what comes after it is not tried.`;
    case "stopped":
      return `Over what was read before it was stopped, ${stretch}; the rest is not tried.`;
    case "failed":
      return `Over what was read before it failed, ${stretch}; the rest is not tried.`;
  }
}
