import { Component, type ReactNode } from "react";
import { Button } from "../ui/button.tsx";

/** A screen that fails says so in its place; the rest of the window goes on. */
export class ViewBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="empty" role="alert" data-testid="view-error">
        <div className="title">This screen failed</div>
        <div className="selectable">{error.message}</div>
        <Button onClick={() => this.setState({ error: null })}>Show it again</Button>
      </div>
    );
  }
}
