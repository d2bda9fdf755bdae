import { request } from "../bridge/bridge.ts";
import {
  type Command,
  clearRange,
  notify,
  onAction,
  openView,
  runAction,
  setConnecting,
  undoLast,
  useFrame,
  type ViewId,
} from "../frame-actions.ts";
import { openBottom, toggleBottom, toggleSide } from "./frame-store.ts";
import { askForFiles, askForFolder, attempt, openPaths, openSource, openWorkspace, saveWorkspace } from "./opening.ts";
import { toPart } from "./regions.ts";
import { search } from "./search.ts";
import { chooseTheme, chooseZone, toggleTheme } from "./theme.ts";

const titles: readonly (readonly [ViewId, string])[] = [
  ["sources", "Sources"],
  ["live", "Live"],
  ["alerts", "Alerts"],
  ["explore", "Explore"],
  ["reports", "Reports"],
  ["plugins", "Plugins"],
  ["deploy", "Deploy"],
  ["metrics", "Metrics"],
  ["settings", "Settings"],
];

async function newWorkspace(): Promise<void> {
  await request("workspace.new", null);
  useFrame.setState({ status: await request("session.status", null), keys: [] });
  openView("start");
}

/** Pauses or resumes the source itself: what it reads, not what is shown. */
async function toggleSource(): Promise<void> {
  await request(useFrame.getState().status?.pausedSource === true ? "session.resume" : "session.pause", null);
}

/** Everything the frame can do: id, group, title, keys. Features add theirs. */
export const frameCommands: readonly Command[] = [
  { id: "open-file", group: "File", title: "Open CSV or workspace…", keys: "Ctrl+O", run: () => attempt(askForFiles()) },
  { id: "open-folder", group: "File", title: "Open a folder of tables…", run: () => attempt(askForFolder()) },
  { id: "open-connection", group: "File", title: "Connect to RabbitMQ…", keys: "Ctrl+Shift+O", run: () => setConnecting(true) },
  { id: "open-sample", group: "File", title: "Try with sample data", run: () => attempt(openSource({ kind: "sample" })) },
  { id: "new-workspace", group: "File", title: "New workspace", run: () => attempt(newWorkspace()) },
  { id: "save-workspace", group: "File", title: "Save workspace", keys: "Ctrl+S", run: () => attempt(saveWorkspace(false)) },
  {
    id: "save-workspace-as",
    group: "File",
    title: "Save workspace as…",
    keys: "Ctrl+Shift+S",
    run: () => attempt(saveWorkspace(true)),
  },
  { id: "pause-source", group: "Source", title: "Pause or resume reading", run: () => attempt(toggleSource()) },
  { id: "stop-source", group: "Source", title: "Stop reading", run: () => attempt(request("session.stop", null)) },
  {
    id: "restart-source",
    group: "Source",
    title: "Read again from the start",
    run: () => attempt(request("session.restart", null)),
  },
  {
    id: "search",
    group: "Edit",
    title: "Search this screen",
    keys: "Ctrl+F",
    run: () => search(() => runAction("command-palette")),
  },
  { id: "shortcuts", group: "Everywhere", title: "All keys", keys: "?", run: () => runAction("show-shortcuts") },
  { id: "next-part", group: "Everywhere", title: "Next part of the window", keys: "F6", run: () => toPart(1) },
  { id: "part-before", group: "Everywhere", title: "Part of the window before", keys: "Shift+F6", run: () => toPart(-1) },
  { id: "undo", group: "Edit", title: "Undo layout or setting", keys: "Ctrl+Z", run: undoLast },
  { id: "toggle-side", group: "View", title: "Side bar", keys: "[", run: toggleSide },
  { id: "toggle-inspector", group: "View", title: "Inspector", keys: "]", run: () => runAction("toggle-inspector") },
  { id: "toggle-bottom", group: "View", title: "Bottom panel", run: toggleBottom },
  { id: "show-problems", group: "View", title: "Problems", run: () => openBottom("problems") },
  { id: "show-rejects", group: "View", title: "Refused rows", run: () => openBottom("rejects") },
  { id: "show-log", group: "View", title: "Log", run: () => openBottom("log") },
  { id: "show-all", group: "View", title: "Show the whole time range", run: clearRange },
  { id: "theme-toggle", group: "Appearance", title: "Light or dark", run: toggleTheme },
  { id: "theme-system", group: "Appearance", title: "Theme of the system", run: () => chooseTheme("system") },
  { id: "zone-utc", group: "Appearance", title: "Times in UTC", run: () => chooseZone("UTC") },
  { id: "zone-local", group: "Appearance", title: "Times in the local zone", run: () => chooseZone("local") },
  ...titles.map(([view, title], index) => ({
    id: `view-${view}`,
    group: "Go to",
    title,
    keys: view === "settings" ? "Ctrl+," : `Ctrl+${index + 1}`,
    run: () => openView(view),
  })),
];

/** Answers the menu's and features' names for the same commands; returns the function that stops it. */
export function answerActions(openPalette: () => void, openShortcuts: () => void): () => void {
  const stops = [
    ...frameCommands.filter((command) => command.id !== "toggle-inspector").map((command) => onAction(command.id, command.run)),
    onAction("open-settings", () => openView("settings")),
    onAction("command-palette", openPalette),
    onAction("show-shortcuts", openShortcuts),
    onAction("open-path", (path) => typeof path === "string" && attempt(openPaths([path]))),
    onAction("open-workspace", (path) => typeof path === "string" && attempt(openWorkspace(path))),
    onAction("open-source", (source) => attempt(openSource(source as Parameters<typeof openSource>[0]))),
    onAction("show-bottom", (tab) => (tab === "problems" || tab === "rejects" || tab === "log") && openBottom(tab)),
    onAction("choose-theme", (theme) => (theme === "system" || theme === "light" || theme === "dark") && chooseTheme(theme)),
    onAction("choose-zone", (zone) => (zone === "UTC" || zone === "local") && chooseZone(zone)),
    onAction("failed", (text) => notify(String(text), "error")),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
