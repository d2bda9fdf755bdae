import type { Catalogue } from "../../plugins/api.ts";
import { tlsFiles } from "../sources/rabbitmq/broker-connection.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import { openRecordedInput } from "./open-recorded-input.ts";

/**
 * Opens what an input names and closes it again without reading: files are looked at as for an analysis, a broker is asked for its queue.
 * Throws an Error of one line that says why there is nothing to read.
 */
export async function tryInput(input: AnalysisInput, catalogues: readonly Catalogue[]): Promise<void> {
  const { queue } = input;
  if (queue === null) {
    const source = await openRecordedInput(input, { catalogues });
    return source.close();
  }
  // Who never reads a queue needs nothing of brokers.
  const { testConnection } = await import("../sources/rabbitmq/try-connection.ts");
  const steps = await testConnection({ url: queue.url, ...tlsFiles(queue) }, queue);
  const failed = steps.find(({ ok }) => !ok);
  if (failed !== undefined) throw new Error(failed.answer);
}
