import { useFrame, type ViewId } from "../frame-actions.ts";

/** Where the focus was, so that it can be put somewhere near when that goes. */
interface Place {
  readonly element: HTMLElement;
  /** From the parent outwards. */
  readonly around: readonly Element[];
  readonly at: DOMRect;
  readonly view: ViewId;
}

const REMEMBERED = 20;
/** What holds more controls is a pane or a dialog: who closes it goes back to where they came from, not to what stands beside. */
const FEW = 4;
const STOPS = "button, a[href], input, select, textarea, [tabindex], [contenteditable=true]";

const usable = (element: HTMLElement): boolean =>
  element.isConnected && !element.matches(":disabled") && element.checkVisibility({ visibilityProperty: true });

const stopsIn = (box: ParentNode): HTMLElement[] =>
  [...box.querySelectorAll<HTMLElement>(STOPS)].filter((each) => each.tabIndex >= 0 && usable(each));

function placeOf(element: HTMLElement): Place {
  const around: Element[] = [];
  for (let at = element.parentElement; at !== null && at !== document.body; at = at.parentElement) around.push(at);
  return { element, around, at: element.getBoundingClientRect(), view: useFrame.getState().view };
}

/** What now stands nearest to where the control was, in the innermost box around it that is left and has any. */
function neighbour({ around, at, element }: Place): HTMLElement | undefined {
  for (const box of around) {
    if (!box.isConnected) continue;
    // Beyond the screen's own parts nothing belongs to it any more.
    if (box.matches("main, .app")) return undefined;
    const far = (stop: HTMLElement): number => {
      const there = stop.getBoundingClientRect();
      return 4 * Math.abs(there.top - at.top) + Math.abs(there.left - at.left);
    };
    const nearest = stopsIn(box)
      .filter((stop) => stop !== element)
      .reduce<HTMLElement | undefined>((best, stop) => (best === undefined || far(stop) < far(best) ? stop : best), undefined);
    if (nearest !== undefined) return nearest;
  }
  return undefined;
}

/** Controls that went together with the one that had the focus. */
const goneWith = ({ around }: Place): number => {
  const outermost = around.findLast((box) => !box.isConnected);
  return outermost === undefined ? 0 : outermost.querySelectorAll(STOPS).length;
};

/**
 * The keyboard never falls out of the page: when what had the focus is taken away or switched off, it goes to what stands nearest, after a
 * dialog or a pane to where it was before, after another screen was opened to that screen. Returns the function that stops it.
 */
export function keepFocus(): () => void {
  let places: Place[] = [];
  let current: Place | null = null;
  /** A button that is switched off while what it began goes on gets the focus back, unless it was moved meanwhile. */
  let lent: { readonly from: HTMLElement; readonly to: HTMLElement } | null = null;
  const lost = (): boolean => {
    const { activeElement } = document;
    return current !== null && !usable(current.element) && (activeElement === null || activeElement === document.body);
  };
  const putBack = (): void => {
    if (lent !== null && usable(lent.from) && document.activeElement === lent.to) lent.from.focus();
    if (!lost() || current === null) return;
    const place = current;
    current = null;
    places = places.filter(({ element }) => element.isConnected);
    const screen = document.querySelector<HTMLElement>("main");
    const before = places.findLast(({ element, view }) => view === useFrame.getState().view && usable(element))?.element;
    const target =
      place.view !== useFrame.getState().view
        ? screen
        : goneWith(place) > FEW
          ? (before ?? neighbour(place))
          : (neighbour(place) ?? before);
    const to = target ?? screen;
    to?.focus();
    if (to !== null && place.element.isConnected) lent = { from: place.element, to };
  };
  const onFocusIn = (event: FocusEvent): void => {
    if (!(event.target instanceof HTMLElement) || event.target === document.body) return;
    if (event.target !== lent?.to) lent = null;
    current = placeOf(event.target);
    places = [...places.filter(({ element }) => element !== event.target).slice(-REMEMBERED), current];
  };
  // Leaving a control for nothing, as with a click beside it, is no loss; whether it has gone is known when what took it is done.
  const onFocusOut = (event: FocusEvent): void => {
    if (event.relatedTarget !== null) return;
    setTimeout(() => {
      if (lost()) putBack();
      else if (document.hasFocus() && document.activeElement === document.body) current = null;
    });
  };
  const observer = new MutationObserver(putBack);
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  document.addEventListener("focusin", onFocusIn);
  document.addEventListener("focusout", onFocusOut);
  return () => {
    observer.disconnect();
    document.removeEventListener("focusin", onFocusIn);
    document.removeEventListener("focusout", onFocusOut);
  };
}
