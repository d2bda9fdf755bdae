import type { Severity } from "../../src-main/ipc/contract.ts";

export type MarkState = Severity | "healthy" | "silent" | "unknown";

const words: Record<MarkState, string> = {
  critical: "critical",
  warning: "warning",
  info: "info",
  healthy: "healthy",
  silent: "silent",
  unknown: "no data yet",
};

/** Severity is shape and colour: diamond, triangle, ring; healthy is a filled dot, silent a hollow one. */
export function SeverityMark({ state, size = 10 }: { readonly state: MarkState; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 10 10" role="img" aria-label={words[state]} style={{ flex: "none" }}>
      {shape(state)}
    </svg>
  );
}

function shape(state: MarkState) {
  switch (state) {
    case "critical":
      return <path d="M5 0 10 5 5 10 0 5Z" fill="var(--crit-mark)" />;
    case "warning":
      return <path d="M5 .6 10 9.6H0Z" fill="var(--warn-mark)" />;
    case "info":
      return <circle cx="5" cy="5" r="3.6" fill="none" stroke="var(--fg-2)" strokeWidth="1.5" />;
    case "healthy":
      return <circle cx="5" cy="5" r="3.4" fill="var(--ok)" />;
    case "silent":
      return <circle cx="5" cy="5" r="3" fill="none" stroke="var(--fg-3)" strokeWidth="1.2" />;
    default:
      return <circle cx="5" cy="5" r="2.6" fill="var(--line-3)" />;
  }
}
