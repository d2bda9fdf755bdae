import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { app } from "electron";
import { z } from "zod";
import { writeWholeSync } from "../sources/whole-file.ts";

const limit = 12;
const stored = z.array(z.object({ path: z.string(), openedAt: z.number(), rows: z.number().optional() }));

export type RecentFile = z.infer<typeof stored>[number];

/** The files opened last, newest first; files that have gone are left out. Times are epoch milliseconds. */
export interface RecentFiles {
  list(): RecentFile[];
  add(path: string): void;
  /** Remembers how many rows one of them has; the order stays. */
  count(path: string, rows: number): void;
  clear(): void;
}

export function openRecentFiles(file: string): RecentFiles {
  const read = (): RecentFile[] => {
    try {
      return stored.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
      return [];
    }
  };
  const write = (list: RecentFile[]): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeWholeSync(file, JSON.stringify(list));
  };
  return {
    list: () => read().filter(({ path }) => existsSync(path)),
    add(path) {
      const former = read();
      const known = former.find((one) => one.path === path);
      write([{ ...known, path, openedAt: Date.now() }, ...former.filter((one) => one.path !== path)].slice(0, limit));
      app.addRecentDocument(path);
    },
    count(path, rows) {
      const former = read();
      if (former.some((one) => one.path === path && one.rows !== rows))
        write(former.map((one) => (one.path === path ? { ...one, rows } : one)));
    },
    clear() {
      write([]);
      app.clearRecentDocuments();
    },
  };
}
