// biome-ignore-all lint/a11y/useSemanticElements: divs that are virtual, dragged or layered; their roles say what they are
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { createPortal } from "react-dom";
import { Button } from "./button.tsx";

export interface DialogProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly width?: number;
  readonly height?: number;
  /** At the right of the head, before the close button. */
  readonly aside?: ReactNode;
  readonly footer?: ReactNode;
  readonly children: ReactNode;
  readonly "data-testid"?: string;
}

/** Modal: Escape closes, the keyboard stays inside, what had the focus gets it back. */
export function Dialog({ title, onClose, width = 560, height, aside, footer, children, ...rest }: DialogProps) {
  const name = useId();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    if (box.current?.contains(before) !== true) box.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return createPortal(
    <div className="veil">
      <div
        {...rest}
        ref={box}
        className="dialog"
        role="dialog"
        aria-modal="true"
        aria-labelledby={name}
        tabIndex={-1}
        style={{ width, height }}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            onClose();
          } else if (event.key === "Tab") keepInside(event.currentTarget, event);
        }}
      >
        <div className="dialog-head">
          <h2 id={name} className="row">
            {title}
          </h2>
          <span className="spacer" />
          {aside}
          <Button kind="plain" icon aria-label="Close" onClick={onClose}>
            <IconX size={16} stroke={1.6} />
          </Button>
        </div>
        <div className="content">{children}</div>
        {footer === undefined ? null : <div className="dialog-foot">{footer}</div>}
      </div>
    </div>,
    document.body,
  );
}

function keepInside(box: HTMLElement, event: { shiftKey: boolean; preventDefault(): void }): void {
  const all = [...box.querySelectorAll<HTMLElement>("button, input, select, textarea, [tabindex]")].filter(
    (element) => element.tabIndex >= 0 && !element.hasAttribute("disabled") && element.offsetParent !== null,
  );
  const edge = event.shiftKey ? all[0] : all.at(-1);
  const other = event.shiftKey ? all.at(-1) : all[0];
  if (document.activeElement === edge || document.activeElement === box) {
    event.preventDefault();
    other?.focus();
  }
}
