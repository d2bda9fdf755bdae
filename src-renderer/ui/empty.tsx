import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { sentence } from "./sentence.ts";

export interface EmptyProps {
  readonly title: string;
  /** What would be here and how to get it. */
  readonly children?: ReactNode;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <div className="title">{title}</div>
      {children === undefined ? null : <div>{children}</div>}
      {action === undefined ? null : <Button onClick={action.run}>{action.label}</Button>}
    </div>
  );
}

/** One line that says what failed, with a way to try again. */
export function ErrorLine({ text, retry }: { readonly text: string; readonly retry?: () => void }) {
  return (
    <div className="error-line" role="alert">
      <span className="grow selectable">{sentence(text)}</span>
      {retry === undefined ? null : (
        <Button small onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}
