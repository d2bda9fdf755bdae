import { Component, type ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

interface ViewBoundaryProps {
  readonly children: ReactNode;
  /** Of what is a dialog: puts it away. Without, it is a screen. */
  readonly onClose?: () => void;
}

/** A screen or a dialog that fails says so in its place; the rest of the window goes on. */
export class ViewBoundary extends Component<ViewBoundaryProps, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    const { children, onClose } = this.props;
    if (error === null) return children;
    const again = <Button onClick={() => this.setState({ error: null })}>Show it again</Button>;
    if (onClose !== undefined)
      return (
        <Dialog title="This dialog failed" onClose={onClose} footer={again} data-testid="dialog-error">
          <p className="selectable" role="alert" style={{ padding: "14px 16px", overflowWrap: "anywhere" }}>
            {error.message}
          </p>
        </Dialog>
      );
    return (
      <div className="empty" role="alert" data-testid="view-error">
        <div className="title">This screen failed</div>
        <div className="selectable">{error.message}</div>
        {again}
      </div>
    );
  }
}
