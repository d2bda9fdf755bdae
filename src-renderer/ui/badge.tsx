import type { ReactNode } from "react";

export type BadgeKind = "normal" | "critical" | "warning" | "ok" | "accent";

export function Badge({ kind = "normal", children }: { readonly kind?: BadgeKind; readonly children: ReactNode }) {
  return <span className={kind === "normal" ? "badge" : `badge ${kind}`}>{children}</span>;
}

/** Keys of a shortcut, `Ctrl+Shift+P`. */
export function Shortcut({ keys }: { readonly keys: string }) {
  return (
    <span className="row" style={{ gap: 3 }}>
      {(keys.includes(" ") ? keys.split(" ") : keys.split("+")).map((key) => (
        <kbd key={key} className="kbd">
          {key}
        </kbd>
      ))}
    </span>
  );
}
