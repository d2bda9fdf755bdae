import type { ReactElement } from "react";
import { expect, test, vi } from "vitest";
import { ViewBoundary } from "../../src-renderer/frame/view-boundary.tsx";

/** What stands there once what it holds has failed. */
function failed(onClose?: () => void): ReactElement<{ readonly "data-testid": string; readonly onClose?: () => void }> {
  const boundary = new ViewBoundary({ children: "fine", ...(onClose === undefined ? {} : { onClose }) });
  expect(boundary.render()).toBe("fine");
  boundary.state = ViewBoundary.getDerivedStateFromError(new Error("no such module"));
  return boundary.render() as ReturnType<typeof failed>;
}

test("a dialog that fails says so as a dialog, which can be closed; a screen in its place", () => {
  const close = vi.fn();
  const dialog = failed(close);
  expect(dialog.props["data-testid"]).toBe("dialog-error");
  dialog.props.onClose?.();
  expect(close).toHaveBeenCalledOnce();
  expect(failed().props["data-testid"]).toBe("view-error");
});
