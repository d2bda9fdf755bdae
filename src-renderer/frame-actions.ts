import { create } from "zustand";
import type { AlertRow, Status } from "../src-main/ipc/contract.ts";
import { sentence } from "./ui/sentence.ts";

export type ViewId =
  | "start"
  | "sources"
  | "live"
  | "alerts"
  | "explore"
  | "reports"
  | "plugins"
  | "deploy"
  | "metrics"
  | "settings";
export type ThemeChoice = "system" | "light" | "dark";
export type Zone = "UTC" | "local";
export type NoticeKind = "info" | "success" | "error";
export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly kind: NoticeKind;
  /** The screen it was said on. */
  readonly view: ViewId;
  /** When, ms of the page's clock. */
  readonly at: number;
}

/** What any part of the page may know of the whole. Changed only through the functions below. */
export interface FrameState {
  readonly view: ViewId;
  /** Keys chosen in the tree: ids of `KeyInfo`, of session `status.session` only. */
  readonly keys: readonly number[];
  /** Range shown, ms; null: all there is, or what follows. */
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly alert: string | null;
  readonly theme: ThemeChoice;
  /** What the theme comes to. */
  readonly dark: boolean;
  readonly zone: Zone;
  readonly status: Status | null;
  readonly notices: readonly Notice[];
  /** Files the Sources view shows before they are opened; null: none. */
  readonly preview: readonly string[] | null;
  /** How they are read to begin with; null: as is detected. */
  readonly previewMapping: Readonly<Record<string, unknown>> | null;
  /** The dialog to connect to a broker is open. */
  readonly connecting: boolean;
  /** The dialog to read the open queue's messages otherwise is open. */
  readonly remapping: boolean;
  /** The rule or report the plugins view shows; null: the one it showed last. */
  readonly contribution: string | null;
  /** The plugins view is asked for that rule's backtest; it takes the wish back. */
  readonly backtest: boolean;
  /** A rule is tried with other settings; null: none is. */
  readonly whatIf: WhatIfSubject | null;
  /** The case file that is looked at; null: none is. */
  readonly caseFile: string | null;
}

/** The rule, and the alert it is about where it is about one. */
export interface WhatIfSubject {
  readonly rule: string;
  readonly alert: AlertRow | null;
}

export const useFrame = create<FrameState>(() => ({
  view: "start",
  keys: [],
  range: null,
  alert: null,
  theme: "system",
  dark: true,
  zone: "UTC",
  status: null,
  notices: [],
  preview: null,
  previewMapping: null,
  connecting: false,
  remapping: false,
  contribution: null,
  backtest: false,
  whatIf: null,
  caseFile: null,
}));

export function openView(view: ViewId): void {
  useFrame.setState({ view });
}

/** Shows an alert's explanation in the alerts view. */
export function openAlert(id: string): void {
  useFrame.setState({ alert: id, view: "alerts" });
}

/** Shows a rule with its settings, windows and README in the plugins view. */
export function openContribution(id: string): void {
  useFrame.setState({ contribution: id, backtest: false, view: "plugins" });
}

/** Shows how right a rule was, over all that was read. */
export function openBacktest(rule: string): void {
  useFrame.setState({ contribution: rule, backtest: true, view: "plugins" });
}

/** Chooses keys and shows them on the live charts, from anywhere. */
export function showKeys(keys: readonly number[]): void {
  useFrame.setState({ keys, view: "live" });
  runAction("show-keys", keys);
}

/** Chooses keys without leaving the view. */
export function selectKeys(keys: readonly number[]): void {
  useFrame.setState({ keys });
}

/** Sets the range every chart that is linked shows, ms. */
export function showRange(from: number, to: number): void {
  useFrame.setState({ range: { from, to } });
}

export function clearRange(): void {
  useFrame.setState({ range: null });
}

/** Shows files before they are opened, in the Sources view. */
export function previewFiles(paths: readonly string[], mapping: FrameState["previewMapping"] = null): void {
  useFrame.setState({ preview: paths, previewMapping: mapping, view: "sources" });
}

export function closePreview(): void {
  useFrame.setState({ preview: null });
}

export function setConnecting(connecting: boolean): void {
  useFrame.setState({ connecting });
}

export function setRemapping(remapping: boolean): void {
  useFrame.setState({ remapping });
}

/** Opens the dialog that tries a rule with other settings; null closes it. */
export function openWhatIf(whatIf: WhatIfSubject | null): void {
  useFrame.setState({ whatIf });
}

/** Runs a case beside what is open, and shows why its alert came. */
export function openCase(path: string): void {
  useFrame.setState({ caseFile: path });
}

export function closeCase(): void {
  useFrame.setState({ caseFile: null });
}

export function setZone(zone: Zone): void {
  useFrame.setState({ zone });
}

let nextNotice = 1;
/** A line at the bottom right: errors stay until closed or the screen is left, the rest goes after five seconds. */
export function notify(said: string, kind: NoticeKind = "info"): void {
  const text = sentence(said);
  const notice = { id: nextNotice++, text, kind, view: useFrame.getState().view, at: performance.now() };
  // Said again, it is the same line.
  useFrame.setState((state) => ({ notices: [...state.notices.filter((other) => other.text !== text).slice(-3), notice] }));
  if (kind !== "error") setTimeout(() => closeNotice(notice.id), 5000);
}

/** What was said by the very action that led to another screen goes with it there, ms. */
const CARRIED = 1000;
/** Notices that stay when `view` is shown: those of it, and those just said. */
export const noticesOf = (notices: readonly Notice[], view: ViewId, now: number): readonly Notice[] =>
  notices.filter((notice) => notice.view === view || now - notice.at < CARRIED);
useFrame.subscribe(({ view, notices }, before) => {
  if (view !== before.view && notices.length > 0) useFrame.setState({ notices: noticesOf(notices, view, performance.now()) });
});

export function closeNotice(id: number): void {
  useFrame.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}

// --- named actions: menu, palette, shortcuts -------------------------------------------------------------------------------

type Handler = (argument?: unknown) => void;
const handlers = new Map<string, Set<Handler>>();

/** Runs `handler` when the action is asked for, by menu, palette, shortcut or another feature; returns the function that stops it. */
export function onAction(name: string, handler: Handler): () => void {
  const set = handlers.get(name) ?? new Set<Handler>();
  handlers.set(name, set.add(handler));
  return () => {
    set.delete(handler);
  };
}

export function runAction(name: string, argument?: unknown): void {
  for (const handler of handlers.get(name) ?? []) handler(argument);
}

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** As shown, `Ctrl+Shift+P`. */
  readonly keys?: string;
  readonly run: () => void;
}

/** All the command palette lists; features add theirs while they are on screen. */
export const useCommands = create<{ readonly commands: readonly Command[] }>(() => ({ commands: [] }));

export function addCommands(commands: readonly Command[]): () => void {
  useCommands.setState((state) => ({ commands: [...state.commands, ...commands] }));
  return () => useCommands.setState((state) => ({ commands: state.commands.filter((command) => !commands.includes(command)) }));
}

// --- undo ------------------------------------------------------------------------------------------------------------------

interface Undo {
  readonly title: string;
  readonly undo: () => void | Promise<void>;
}

let undone: Undo[] = [];

/** Remembers how to take back a change of layout or setting; Ctrl+Z runs the newest. Returns the function that forgets it. */
export function rememberUndo(title: string, undo: Undo["undo"]): () => void {
  const one = { title, undo };
  undone = [...undone.slice(-99), one];
  return () => {
    undone = undone.filter((other) => other !== one);
  };
}

/**
 * Makes a change that takes a while and remembers at once how to take it back, so that Ctrl+Z meanwhile means this one: it waits for the
 * change and hands `undo` what it answered. A change that is refused is forgotten. Resolves or rejects with the change.
 */
export async function undoable<V>(title: string, change: Promise<V>, undo: (made: V) => Promise<unknown>): Promise<V> {
  const forget = rememberUndo(title, async () => void (await undo(await change)));
  try {
    return await change;
  } catch (error) {
    forget();
    throw error;
  }
}

let undoing: Promise<void> = Promise.resolve();
/** One after the other, the newest first. */
export function undoLast(): void {
  const last = undone.pop();
  if (last === undefined) {
    notify("Nothing to undo");
    return;
  }
  undoing = undoing.then(last.undo).then(
    () => notify(`Undone: ${last.title}`),
    (error: unknown) => notify(`Cannot undo ${last.title}: ${error instanceof Error ? error.message : String(error)}`, "error"),
  );
}
