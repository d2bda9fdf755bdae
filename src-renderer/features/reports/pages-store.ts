import { create } from "zustand";
import { layoutOf, saveLayout } from "../../bridge/layout.ts";
import { rememberUndo } from "../../frame-actions.ts";

type Value = number | boolean | string;
export type Values = Readonly<Record<string, Value>>;

/** One page of reports, as the workspace keeps it. */
export interface Page {
  readonly title: string;
  readonly notes: string;
  /** Ids in their order; null: every shipped report. */
  readonly chosen: readonly string[] | null;
  /** What differs from the defaults, by report. */
  readonly settings: Readonly<Record<string, Values>>;
}

interface PagesState {
  readonly pages: readonly Page[];
  readonly active: number;
}

const first: Page = { title: "Report", notes: "", chosen: null, settings: {} };
export const usePages = create<PagesState>(() => ({ pages: [first], active: 0 }));

export const activePage = ({ pages, active }: PagesState): Page => pages[active] ?? pages[0] ?? first;

function put(state: PagesState, title: string | null): void {
  const before = usePages.getState();
  usePages.setState(state);
  saveLayout("reports", state);
  if (title === null) return;
  rememberUndo(title, () => {
    usePages.setState(before);
    saveLayout("reports", before);
  });
}

/** `title` names the step for undo; null: as one types. */
export function changePage(change: Partial<Page>, title: string | null): void {
  const { pages, active } = usePages.getState();
  put({ active, pages: pages.map((page, i) => (i === active ? { ...page, ...change } : page)) }, title);
}

export function addPage(): void {
  const { pages } = usePages.getState();
  put({ pages: [...pages, { ...first, title: `Report ${pages.length + 1}`, chosen: [] }], active: pages.length }, "new page");
}

export function removePage(at: number): void {
  const { pages, active } = usePages.getState();
  if (pages.length < 2) return;
  put(
    { pages: pages.filter((_, i) => i !== at), active: Math.min(active > at ? active - 1 : active, pages.length - 2) },
    "remove page",
  );
}

export function showPage(active: number): void {
  put({ ...usePages.getState(), active }, null);
}

let taken: unknown = null;
/** Takes the pages the workspace holds, once for each workspace opened. */
export function takePages(): void {
  const saved = layoutOf("reports");
  if (saved === taken || saved === usePages.getState()) return;
  taken = saved;
  const { pages, active } = (saved ?? {}) as { readonly pages?: unknown; readonly active?: unknown };
  const good = Array.isArray(pages) ? pages.flatMap(pageOf) : [];
  if (good.length > 0) usePages.setState({ pages: good, active: typeof active === "number" && active in good ? active : 0 });
}

/** A workspace may have been written by hand. */
function pageOf(data: unknown): Page[] {
  if (typeof data !== "object" || data === null) return [];
  const { title, notes, chosen, settings } = data as Record<string, unknown>;
  return [
    {
      title: typeof title === "string" ? title : first.title,
      notes: typeof notes === "string" ? notes : "",
      chosen: Array.isArray(chosen) ? chosen.filter((id) => typeof id === "string") : null,
      settings: typeof settings === "object" && settings !== null ? (settings as Page["settings"]) : {},
    },
  ];
}
