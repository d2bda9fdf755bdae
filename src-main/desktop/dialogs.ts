import { type BrowserWindow, dialog } from "electron";
import { z } from "zod";

const filters = z
  .array(z.object({ name: z.string().max(100), extensions: z.array(z.string().regex(/^[A-Za-z0-9.*-]{1,16}$/)).max(20) }))
  .max(20)
  .optional();
const text = z.string().max(4096).optional();

export const openArguments = z.object({ title: text, filters, multiple: z.boolean().optional(), folder: z.boolean().optional() });
export const saveArguments = z.object({ title: text, filters, defaultPath: text });

/** @returns the chosen paths; empty when the user cancelled */
export async function askOpen(window: BrowserWindow, args: z.infer<typeof openArguments>): Promise<string[]> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    ...(args.title === undefined ? {} : { title: args.title }),
    filters: args.filters ?? [],
    properties: [args.folder ? "openDirectory" : "openFile", ...(args.multiple ? (["multiSelections"] as const) : [])],
  });
  return filePaths;
}

/** @returns the chosen path; null when the user cancelled */
export async function askSave(window: BrowserWindow, args: z.infer<typeof saveArguments>): Promise<string | null> {
  const { filePath } = await dialog.showSaveDialog(window, {
    ...(args.title === undefined ? {} : { title: args.title }),
    ...(args.defaultPath === undefined ? {} : { defaultPath: args.defaultPath }),
    filters: args.filters ?? [],
  });
  return filePath || null;
}
