import type { ConsumeMessage } from "amqplib";
import type { QueueMessage } from "./queue-mapping.ts";

/** Header with the names of the columns, so that the rows need none. */
export const COLUMNS_HEADER = "weir-columns";
/** Header with ms, as the plugin rabbitmq_message_timestamp writes it: the property itself has seconds. */
export const TIME_HEADER = "timestamp_in_ms";

/** The part of a delivery that its rows depend on. */
export function asQueueMessage({ content, properties }: Pick<ConsumeMessage, "content" | "properties">): QueueMessage {
  const { contentType, contentEncoding, headers } = properties as {
    contentType?: unknown;
    contentEncoding?: unknown;
    headers?: Record<string, unknown>;
  };
  const columns = headers?.[COLUMNS_HEADER];
  // One shape for all: this runs for every message.
  return {
    bytes: content,
    head: {
      contentType: typeof contentType === "string" ? contentType : undefined,
      contentEncoding: typeof contentEncoding === "string" ? contentEncoding : undefined,
    },
    columns: typeof columns === "string" && columns !== "" ? columns : undefined,
  };
}

/** When a message was put into the queue, epoch ms; null when it does not say. */
export function insertionTime({ properties }: Pick<ConsumeMessage, "properties">): number | null {
  const { timestamp, headers } = properties as { timestamp?: unknown; headers?: Record<string, unknown> };
  const exact = headers?.[TIME_HEADER];
  if (typeof exact === "number" && Number.isFinite(exact)) return exact;
  if (typeof timestamp !== "number" || !Number.isFinite(timestamp)) return null;
  // The property has seconds, but many producers put milliseconds there: as seconds these would be after the year 5000.
  return timestamp > 1e11 ? timestamp : timestamp * 1000;
}
