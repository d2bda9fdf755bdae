import { useFrame } from "../frame-actions.ts";
import { toggleSide, useFrameLayout } from "./frame-store.ts";
import { hasTree } from "./has-tree.ts";

/** Puts the cursor into the search field of the screen; where there is none every command and sensor is searched. */
export function search(openPalette: () => void): void {
  if (focusField()) return;
  if (!hasTree(useFrame.getState().view) || useFrameLayout.getState().side) {
    openPalette();
    return;
  }
  toggleSide();
  // Its field is there after the next drawing.
  requestAnimationFrame(() => requestAnimationFrame(focusField));
}

function focusField(): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement>("input[data-search]")];
  const field = fields.find((each) => each.offsetParent !== null);
  field?.focus();
  field?.select();
  return field !== undefined;
}
