import { app, Menu, type MenuItemConstructorOptions } from "electron";

/** Sets the application menu. Its commands go to the page as the push `app.command` with the action's name. */
export function setMenu(command: (action: string) => void, saveDiagnostics: () => void): void {
  const item = (label: string, action: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => command(action),
  });
  const separator: MenuItemConstructorOptions = { type: "separator" };
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === "darwin" ? [{ role: "appMenu" } as const] : []),
    {
      label: "File",
      submenu: [
        item("Open File, Store or Workspace…", "open-file", "CmdOrCtrl+O"),
        item("Connect to RabbitMQ…", "open-connection", "CmdOrCtrl+Shift+O"),
        item("Try with Sample Data", "open-sample"),
        separator,
        item("Save Workspace", "save-workspace", "CmdOrCtrl+S"),
        item("Save Workspace As…", "save-workspace-as", "CmdOrCtrl+Shift+S"),
        separator,
        item("Settings", "open-settings", "CmdOrCtrl+,"),
        separator,
        { role: process.platform === "darwin" ? "close" : "quit" },
      ],
    },
    { role: "editMenu" },
    {
      label: "View",
      submenu: [
        item("Command Palette…", "command-palette", "CmdOrCtrl+Shift+P"),
        separator,
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { role: "togglefullscreen" },
        ...(app.isPackaged ? [] : [separator, { role: "toggleDevTools" } as const]),
      ],
    },
    { role: "windowMenu" },
    { role: "help", submenu: [{ label: "Save Diagnostics…", click: saveDiagnostics }] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
