import { type KeyTuple, plainEvent } from "../engine/batch.ts";
import type { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import type { NamedPreset } from "../sources/csv/detect/presets.ts";
import { MessageRows } from "../sources/rabbitmq/message-rows.ts";
import { decideMapping, type QueueMapping } from "../sources/rabbitmq/queue-mapping.ts";
import type { PeekedMessage } from "../sources/rabbitmq/try-connection.ts";
import { codeNames } from "./code-names.ts";
import type { EventRow, QueuePeek, QueueTarget } from "./contract.ts";

/** Of a body's text. */
const MOST_CHARACTERS = 4096;
/** Refused rows whose reason is kept: one message may hold many. */
const MOST_REFUSED = 10_000;

export interface MessagePreviewOptions {
  readonly format: QueueTarget["format"];
  readonly presets: readonly NamedPreset[];
  readonly words: CatalogueNames;
  /** Said when there are no messages. */
  readonly none: string;
}

/** Messages as the events they become; where they cannot be read, why. */
export function messagePreview(
  peeked: readonly PeekedMessage[],
  { format, presets, words, none }: MessagePreviewOptions,
): QueuePeek {
  const names = { sensors: {}, alarms: {} };
  if (peeked.length === 0) return { messages: [], mapping: null, detail: none, names };
  let decided: QueueMapping;
  try {
    decided = decideMapping(peeked, undefined, format, presets);
  } catch (error) {
    const refused = (error as Error).message;
    return {
      messages: peeked.map((message) => ({ ...shown(message), events: [], refused })),
      mapping: null,
      detail: refused,
      names,
    };
  }
  const messages = asEvents(peeked, decided, format);
  const events = messages.flatMap((message) => message.events);
  return { messages, mapping: decided.mapping, detail: "", names: codeNames(words, events) };
}

function asEvents(peeked: readonly PeekedMessage[], decided: QueueMapping, format: QueueTarget["format"]): QueuePeek["messages"] {
  const rows = new MessageRows(decided, format, MOST_REFUSED);
  const keys: KeyTuple[] = [];
  return peeked.map((message) => {
    rows.add(message);
    const events: EventRow[] = [];
    let refused: string | null = null;
    for (const chunk of rows.take()) {
      keys.push(...chunk.newKeys);
      refused ??= chunk.rejects[0]?.detail ?? null;
      for (let i = 0; i < chunk.events.length; i++) {
        const key = keys[chunk.events.key[i] as number] ?? ["", "", ""];
        events.push({ ...plainEvent(chunk.events, i, key), origin: `message ${chunk.events.row[i]}` });
      }
    }
    return { ...shown(message), events, refused };
  });
}

function shown(message: PeekedMessage): Pick<QueuePeek["messages"][number], "body" | "contentType" | "timestamp"> {
  return {
    body: message.bytes.toString("utf8").slice(0, MOST_CHARACTERS),
    contentType: message.head.contentType ?? "",
    timestamp: message.inserted,
  };
}
