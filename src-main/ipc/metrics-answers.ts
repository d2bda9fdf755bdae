import type { Server } from "node:http";
import { servePrometheus } from "../session/prometheus.ts";
import type { Workbench } from "../session/workbench.ts";
import type { Answers } from "./answers.ts";
import type { MetricsHistory } from "./metrics-history.ts";

/** Metrics over time for the screen, and the metrics of now for Prometheus. */
export function metricsAnswers(bench: Workbench, history: MetricsHistory): Answers<"metrics.history" | "metrics.serve"> {
  let server: Server | null = null;
  return {
    "metrics.history": () => history.columns(),
    "metrics.serve": async ({ port }) => {
      const old = server;
      server = null;
      if (old !== null) {
        old.closeAllConnections();
        await new Promise((resolve) => old.close(resolve));
      }
      if (port === null) return { address: null };
      server = await servePrometheus(port, () => bench.session?.analysis.session.status().metrics ?? null);
      return { address: `http://127.0.0.1:${port}/metrics` };
    },
  };
}
