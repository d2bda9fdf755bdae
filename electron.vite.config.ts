import { existsSync } from "node:fs";
import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

const root = import.meta.dirname;
const path = (relative: string): string => resolve(root, relative);

/** Main process, the session's utility process, and the workers they start, side by side in out/main. */
const mainEntries: Record<string, string> = {
  main: "src-main/desktop/main.ts",
  "session-host": "src-main/desktop/session-host.ts",
  "plugin-worker": "src-main/plugin-host/plugin-worker.ts",
  "plugin-process": "src-main/plugin-host/plugin-process-entry.ts",
  "csv-worker": "src-main/sources/csv/csv-worker.ts",
  "time-scan-worker": "src-main/sources/csv/time-scan-worker.ts",
};
// Until the page exists a blank one stands in, so that the main process can be built and tested alone.
const page = existsSync(path("src-renderer/index.html")) ? "src-renderer" : "src-main/desktop/blank-page";
const input = Object.fromEntries(
  Object.entries(mainEntries)
    .map(([name, file]): [string, string] => [name, path(file)])
    .filter(([, file]) => existsSync(file)),
);

// The targets are explicit because the current Electron and the fallback (33: Node 20, Chrome 130) must both run this build.
export default defineConfig({
  main: {
    resolve: { alias: { weir: path("plugins/api.ts") } },
    build: {
      outDir: "out/main",
      target: "node20",
      // Packages of many small files that every start needs load in a fraction of the time when they are bundled.
      externalizeDeps: { exclude: ["zod", "ses", "csv-parse", "@jridgewell/trace-mapping"] },
      sourcemap: true,
      rolldownOptions: {
        input,
        output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
      },
    },
  },
  preload: {
    build: {
      outDir: "out/preload",
      target: "node20",
      // A sandboxed preload can load nothing but electron and must be CommonJS.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: path("src-main/desktop/preload.ts") },
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: path(page),
    plugins: [react()],
    resolve: { alias: { weir: path("plugins/api.ts") } },
    build: {
      outDir: path("out/renderer"),
      target: "chrome130",
      // What the window parses before it paints; stacks are read through the maps.
      minify: true,
      chunkSizeWarningLimit: 800,
      rolldownOptions: { input: { index: path(`${page}/index.html`) } },
    },
  },
});
