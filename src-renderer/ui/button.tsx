import type { ComponentProps, ReactNode } from "react";

export interface ButtonProps extends ComponentProps<"button"> {
  readonly kind?: "normal" | "primary" | "plain" | "danger";
  readonly small?: boolean;
  /** Only an icon inside: give `aria-label`, it becomes the tooltip too. */
  readonly icon?: boolean;
  /** A toggle that is on. */
  readonly pressed?: boolean;
  readonly children?: ReactNode;
}

export function Button({ kind = "normal", small = false, icon = false, pressed, className = "", ...rest }: ButtonProps) {
  const classes = ["btn", kind === "normal" ? "" : kind, small ? "small" : "", icon ? "icon" : "", className]
    .filter(Boolean)
    .join(" ");
  return (
    <button type="button" title={icon ? rest["aria-label"] : undefined} {...rest} className={classes} aria-pressed={pressed} />
  );
}
