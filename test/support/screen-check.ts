import type { Page } from "playwright-core";

type Colour = [number, number, number, number];
interface Colours {
  /** Of a computed style. */
  parse(text: string): Colour;
  over(upper: Colour, lower: Colour): Colour;
  /** WCAG 2.1 contrast. */
  ratio(a: Colour, b: Colour): number;
  /** What lies behind an element's text: its own background and those below. */
  behind(element: Element): Colour;
}

/** Runs in the page: what the checks below know of colours. */
function installColours(): void {
  const parse = (text: string): Colour => {
    const numbers = (text.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
    if (text.startsWith("color(srgb")) {
      const [r = 0, g = 0, b = 0, a = 1] = numbers;
      return [r * 255, g * 255, b * 255, a];
    }
    const [r = 0, g = 0, b = 0, a = 1] = numbers;
    return text === "transparent" ? [0, 0, 0, 0] : [r, g, b, a];
  };
  const over = ([r, g, b, a]: Colour, [r0, g0, b0]: Colour): Colour => [
    r * a + r0 * (1 - a),
    g * a + g0 * (1 - a),
    b * a + b0 * (1 - a),
    1,
  ];
  const luminance = ([r, g, b]: Colour): number => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x! + 0.7152 * y! + 0.0722 * z!;
  };
  const ratio = (a: Colour, b: Colour): number => {
    const [x, y] = [luminance(a), luminance(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };
  const behind = (element: Element): Colour => {
    const layers: Colour[] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight<Colour>((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  (window as unknown as { weirColours: Colours }).weirColours = { parse, over, ratio, behind };
}

/** Text whose contrast with what is behind it is too low by WCAG 2.1 AA (1.4.3): 4.5:1, 3:1 for large text. Disabled controls are exempt. */
export async function lowContrast(page: Page): Promise<string[]> {
  await page.evaluate(installColours);
  return page.evaluate(() => {
    const { parse, over, ratio, behind } = (window as unknown as { weirColours: Colours }).weirColours;
    const opacity = (element: Element): number => {
      let all = 1;
      for (let at: Element | null = element; at !== null; at = at.parentElement) all *= Number(getComputedStyle(at).opacity);
      return all;
    };
    const found = new Set<string>();
    const check = (element: Element, text: string, colourText: string): void => {
      if (element.closest("[disabled], [aria-disabled=true], label:has(:disabled)") !== null) return;
      const style = getComputedStyle(element);
      const size = Number.parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const back = behind(element);
      const [r, g, b, a] = parse(colourText);
      const shown = over([r, g, b, a * opacity(element)], back);
      const contrast = ratio(shown, back);
      if (contrast < (large ? 3 : 4.5) - 0.005)
        found.add(`${contrast.toFixed(2)} ${element.tagName.toLowerCase()}.${element.className} "${text.trim().slice(0, 40)}"`);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const text = walker.currentNode.textContent ?? "";
      if (element === null || text.trim() === "" || !element.checkVisibility({ visibilityProperty: true })) continue;
      const { width, height } = element.getBoundingClientRect();
      if (width > 1 && height > 1) check(element, text, getComputedStyle(element).color);
    }
    for (const input of document.querySelectorAll<HTMLInputElement>("input[placeholder], textarea[placeholder]"))
      if (input.value === "" && input.checkVisibility())
        check(input, input.placeholder, getComputedStyle(input, "::placeholder").color);
    return [...found];
  });
}

/** Controls without a name for those who do not see them, as Chrome's own accessibility tree has them. */
export async function unnamed(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const roles = new Set([
    "button",
    "link",
    "textbox",
    "searchbox",
    "combobox",
    "checkbox",
    "radio",
    "switch",
    "slider",
    "spinbutton",
    "tab",
    "tree",
    "table",
    "grid",
    "listbox",
    "radiogroup",
    "dialog",
    "application",
  ]);
  const bad: string[] = [];
  for (const node of nodes) {
    if (node.ignored || !roles.has(String(node.role?.value)) || String(node.name?.value ?? "").trim() !== "") continue;
    const { node: dom } = await session.send("DOM.describeNode", { backendNodeId: node.backendDOMNodeId });
    bad.push(`${node.role?.value}: <${dom.localName} ${(dom.attributes ?? []).join(" ").slice(0, 100)}>`);
  }
  await session.detach();
  return bad;
}

/** Runs in the page: nothing has the focus, and each stop the Tab key must make is marked as not yet reached. */
function markStops(): void {
  (document.activeElement as HTMLElement | null)?.blur();
  for (const each of document.querySelectorAll("[data-reached]")) each.removeAttribute("data-reached");
  const wanted = "button, a[href], input, select, textarea, [tabindex], [contenteditable=true]";
  const root = document.querySelector('[role="dialog"]') ?? document.body;
  for (const each of root.querySelectorAll<HTMLElement>(wanted)) {
    if (each.matches(":disabled") || !each.checkVisibility({ visibilityProperty: true })) continue;
    // Of radio buttons one is reached, of the rows of a list the list: the arrow keys do the rest.
    if (each.tabIndex < 0 || (each instanceof HTMLInputElement && each.type === "radio" && !each.checked)) continue;
    each.dataset["reached"] = "no";
  }
}

interface Stop {
  /** It is the first one again. */
  readonly round: boolean;
  readonly ringed: boolean;
  /** Of an editor, where Tab is typed: Escape before it leaves. */
  readonly typesTab: boolean;
  /** Of its ring, the best there is. */
  readonly contrast: number;
  readonly name: string;
}

/** Runs in the page: marks what has the focus as reached and tells of its ring; null: nothing has it. */
function lookAtFocus(): Stop | null {
  const at = document.activeElement as HTMLElement | null;
  if (at === null || at === document.body) return null;
  const round = at.dataset["reached"] === "first";
  const first = document.querySelector('[data-reached="first"]') === null;
  if (!round) at.dataset["reached"] = first ? "first" : "yes";
  const around: Element[] = [];
  for (let each: Element | null = at; each !== null && around.length < 5; each = each.parentElement) around.push(each);
  const rings = [...around, ...at.querySelectorAll("*")].filter((each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 1;
  });
  const { parse, over, ratio, behind } = (window as unknown as { weirColours: Colours }).weirColours;
  const contrasts = rings.map((each) => {
    const { outlineColor, outlineOffset, outlineWidth } = getComputedStyle(each);
    const [inside, outside] = [behind(each), behind(each.parentElement ?? each)];
    const offset = Number.parseFloat(outlineOffset);
    const beside = [...(offset < 0 ? [inside] : []), ...(offset + Number.parseFloat(outlineWidth) > 0 ? [outside] : [])];
    const colour = parse(outlineColor);
    return Math.min(...beside.map((back) => ratio(over(colour, back), back)));
  });
  const name = `${at.tagName.toLowerCase()}.${at.className} ${at.getAttribute("aria-label") ?? ""}`;
  return { round, typesTab: at.isContentEditable, ringed: rings.length > 0, contrast: Math.max(...contrasts), name };
}

/** Runs in the page: the stops that are still marked as not reached. */
function stopsLeft(): string[] {
  return [...document.querySelectorAll<HTMLElement>('[data-reached="no"]')].map(
    (each) =>
      `${each.tagName.toLowerCase()}.${each.className} ${each.getAttribute("aria-label") ?? each.textContent?.slice(0, 30) ?? ""}`,
  );
}

/**
 * Goes through a screen with the Tab key alone. Answers what it could not reach, what it reached without a focus ring
 * (an outline of at least 1 px on the control, or on the row of a list that has the focus), and which rings are hard to see: less than 3:1
 * (WCAG 2.1, 1.4.11) to what is inside of them where they lie inside, or to what is around them where they lie outside.
 */
export async function tabThrough(
  page: Page,
): Promise<{ readonly unreached: string[]; readonly ringless: string[]; readonly faint: string[] }> {
  await page.evaluate(installColours);
  await page.evaluate(markStops);
  const ringless = new Set<string>();
  const faint = new Set<string>();
  // Round once: until the first stop comes again.
  for (let press = 0; press < 400; press++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(lookAtFocus);
    if (stop === null) continue;
    if (stop.round) break;
    if (stop.typesTab) await page.keyboard.press("Escape");
    if (!stop.ringed) ringless.add(stop.name);
    else if (stop.contrast < 3) faint.add(`${stop.contrast.toFixed(2)} ${stop.name}`);
  }
  return { unreached: await page.evaluate(stopsLeft), ringless: [...ringless], faint: [...faint] };
}

/** What can be clicked but is no stop of the Tab key and in no list that is one. */
export function mouseOnly(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, a[href], [role=button], [role=treeitem], [role=option], [role=tab]")]
      .filter((each) => each.tabIndex < 0 && !each.matches(":disabled") && each.checkVisibility())
      .filter((each) => {
        const group = each.closest(
          "[role=radiogroup], [role=listbox], [role=tree], [role=table], [role=grid], [role=tablist], [role=toolbar]",
        );
        return (
          group === null ||
          !(group.matches("[tabindex='0']") || group.querySelector("[tabindex='0']") || group.role === "listbox")
        );
      })
      .map((each) => `${each.tagName.toLowerCase()}.${each.className} ${each.textContent?.slice(0, 30)}`),
  );
}
