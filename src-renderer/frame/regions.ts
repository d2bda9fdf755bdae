/** The parts a window is made of, in whichever order they stand. */
const PARTS = [
  ".title-bar, .activity-bar, .side-bar, .bottom-panel, .status-bar",
  ".csv-head, .csv-middle, .live-bar, .strip, .live-dock, .inspector, .active, .alerts-list, .explanation",
  ".explore-bar, .explore-body, .reports-gallery, .reports-page, .plugins-list, .plugins-pane, .editor-panel, .page",
].join(", ");
const STOPS = "button, a[href], input, select, textarea, [tabindex], [contenteditable=true]";

/** Where the focus goes in a part: to what is chosen there, else to its first control. */
function entryOf(part: HTMLElement): HTMLElement | undefined {
  const stops = [...part.querySelectorAll<HTMLElement>(STOPS)].filter(
    (each) => each.tabIndex >= 0 && !each.matches(":disabled") && each.checkVisibility({ visibilityProperty: true }),
  );
  return stops.find((each) => each.matches('[aria-current="page"], [aria-current="true"]')) ?? stops[0];
}

/** Moves the focus to the next part of the window, or the one before. */
export function toPart(by: 1 | -1): void {
  // A dialog has no parts.
  if (document.querySelector('[aria-modal="true"]') !== null) return;
  const parts = [...document.querySelectorAll<HTMLElement>(PARTS)].filter((part) => entryOf(part) !== undefined);
  const here = parts.findLastIndex((part) => part.contains(document.activeElement));
  // From nowhere it begins with the first one.
  const next = here < 0 ? (by > 0 ? 0 : parts.length - 1) : (here + by + parts.length) % parts.length;
  const part = parts[next];
  if (part !== undefined) entryOf(part)?.focus();
}
