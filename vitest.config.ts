import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const alias = { weir: resolve(import.meta.dirname, "plugins/api.ts") };
const broker = "test/**/rabbitmq/**/*.test.ts";
const desktop = "test/e2e/**/*.test.ts";

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: { name: "unit", include: ["test/**/*.test.{ts,tsx}"], exclude: [broker, desktop], testTimeout: 30_000 },
      },
      {
        resolve: { alias },
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
        resolve: { alias },
        test: {
          name: "e2e",
          include: [desktop],
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
