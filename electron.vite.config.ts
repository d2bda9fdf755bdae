import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

const path = (relative: string): string => resolve(import.meta.dirname, relative);
const alias = { weir: path("plugins/api.ts") };

/** Main process, the session's utility process, and the workers they start, side by side in out/main. */
const mainEntries = {
  main: path("src-main/desktop/main.ts"),
  "session-host": path("src-main/desktop/session-host.ts"),
  "plugin-worker": path("src-main/plugin-host/plugin-worker.ts"),
  "plugin-process": path("src-main/plugin-host/plugin-process-entry.ts"),
  "csv-worker": path("src-main/sources/csv/csv-worker.ts"),
  "time-scan-worker": path("src-main/sources/csv/time-scan-worker.ts"),
};

// The targets are explicit because the current Electron and the fallback (33: Node 20, Chrome 130) must both run this build.
export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      outDir: "out/main",
      target: "node20",
      // Packages of many small files that every start needs load in a fraction of the time when they are bundled.
      externalizeDeps: { exclude: ["zod", "ses", "csv-parse", "@jridgewell/trace-mapping"] },
      sourcemap: true,
      rolldownOptions: {
        input: mainEntries,
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
    root: path("src-renderer"),
    plugins: [react()],
    resolve: { alias },
    build: {
      outDir: path("out/renderer"),
      target: "chrome130",
      // What the window parses before it paints; stacks are read through the maps.
      minify: true,
      chunkSizeWarningLimit: 800,
      rolldownOptions: { input: { index: path("src-renderer/index.html") } },
    },
  },
});
