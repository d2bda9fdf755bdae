import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const resolving = { alias: { weir: resolve(import.meta.dirname, "plugins/api.ts") } };
const broker = "test/**/rabbitmq/**/*.test.ts";
const desktop = "test/e2e/**/*.test.ts";
const flink = "test/flink/**/*.test.ts";
const flinkProject = {
  resolve: resolving,
  test: { name: "flink", include: [flink], fileParallelism: false, testTimeout: 300_000, hookTimeout: 180_000 },
};

export default defineConfig({
  test: {
    projects: [
      // Real JVMs: only `npm run test:flink` has them.
      ...(process.env["WEIR_FLINK"] === undefined ? [] : [flinkProject]),
      {
        resolve: resolving,
        test: {
          name: "unit",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: [broker, desktop, flink],
          testTimeout: 30_000,
          // One core less is vitest's default: of two, one would be idle.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: resolving,
        test: {
          name: "broker",
          include: [broker],
          globalSetup: "test/support/broker.setup.ts",
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: resolving,
        test: {
          name: "e2e",
          // Under Xvfb an Electron now and then does not come up at all.
          retry: 1,
          include: [desktop],
          fileParallelism: false,
          testTimeout: 150_000,
          hookTimeout: 150_000,
        },
      },
    ],
  },
});
