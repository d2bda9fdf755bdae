import { create } from "zustand";
import { layoutOf, saveLayout } from "../bridge/layout.ts";
import { rememberUndo } from "../frame-actions.ts";

export type BottomTab = "problems" | "rejects" | "log";

export interface FrameLayout {
  readonly side: boolean;
  readonly sideWidth: number;
  readonly bottom: boolean;
  readonly bottomHeight: number;
  readonly bottomTab: BottomTab;
}

const initial: FrameLayout = { side: true, sideWidth: 304, bottom: false, bottomHeight: 220, bottomTab: "problems" };

/** Which bars are open and how wide; kept in the workspace. */
export const useFrameLayout = create<FrameLayout>(() => initial);

export function restoreFrameLayout(): void {
  const saved = layoutOf("frame");
  if (typeof saved !== "object" || saved === null) return;
  const entries = Object.entries(initial).map(([name, value]) => {
    const other = (saved as Record<string, unknown>)[name];
    return [name, typeof other === typeof value ? other : value];
  });
  useFrameLayout.setState(Object.fromEntries(entries) as Partial<FrameLayout>);
}

/** Changes the layout; `title` names the change for undo, without it (a drag in progress) it cannot be undone. */
export function changeLayout(change: Partial<FrameLayout>, title?: string): void {
  const before = useFrameLayout.getState();
  useFrameLayout.setState(change);
  saveLayout("frame", useFrameLayout.getState());
  if (title !== undefined) rememberUndo(title, () => changeLayout(before));
}

export const toggleSide = (): void => changeLayout({ side: !useFrameLayout.getState().side }, "side bar");
export const toggleBottom = (): void => changeLayout({ bottom: !useFrameLayout.getState().bottom }, "bottom panel");
export const openBottom = (bottomTab: BottomTab): void => changeLayout({ bottom: true, bottomTab });
