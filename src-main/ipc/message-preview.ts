import { type KeyTuple, plainEvent } from "../engine/batch.ts";
import type { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import type { NamedPreset } from "../sources/csv/detect/presets.ts";
import { parseMapping } from "../sources/mapping.ts";
import { MessageRows } from "../sources/rabbitmq/message-rows.ts";
import { type DatedMessage, decideMapping, type QueueMapping, queueColumns } from "../sources/rabbitmq/queue-mapping.ts";
import { codeNames } from "./code-names.ts";
import type { EventRow, QueuePeek, QueueTarget } from "./contract.ts";
import { withoutFileAdvice } from "./without-file-advice.ts";

/** Of a body's text. */
const MOST_CHARACTERS = 4096;
/** Refused rows whose reason is kept: one message may hold many. */
const MOST_REFUSED = 10_000;

export interface MessagePreviewOptions {
  readonly format: QueueTarget["format"];
  /** undefined: as the messages show. */
  readonly mapping: QueueTarget["mapping"];
  readonly presets: readonly NamedPreset[];
  readonly words: CatalogueNames;
  /** Said when there are no messages. */
  readonly none: string;
}

/** Messages as the events they become; where they cannot be read, why. Throws an Error of one line for a mapping that is none. */
export function messagePreview(
  peeked: readonly DatedMessage[],
  { format, mapping, presets, words, none }: MessagePreviewOptions,
): QueuePeek {
  const names = { sensors: {}, alarms: {} };
  if (peeked.length === 0) return { messages: [], mapping: null, columns: [], detail: none, names };
  const given = mapping === undefined ? undefined : parseMapping(mapping, "mapping");
  let decided: QueueMapping;
  try {
    decided = decideMapping(peeked, given, format, presets);
  } catch (error) {
    const refused = withoutFileAdvice((error as Error).message);
    return {
      messages: peeked.map((message) => ({ ...shown(message), events: [], refused })),
      ...undecided(peeked, format),
      detail: refused,
      names,
    };
  }
  const messages = asEvents(peeked, decided, format);
  const events = messages.flatMap((message) => message.events);
  const { columns } = decided;
  return {
    messages,
    mapping: { ...decided.mapping, columns: [...columns] },
    columns,
    detail: "",
    names: codeNames(words, events),
  };
}

/** The columns there are to choose from, and none chosen. */
function undecided(peeked: readonly DatedMessage[], format: QueueTarget["format"]): Pick<QueuePeek, "mapping" | "columns"> {
  const found = queueColumns(peeked, format);
  if (found === null) return { mapping: null, columns: [] };
  const { columns } = found;
  return { mapping: { version: 1, ...found.format, columns: [...columns], time: { columns: [] } }, columns };
}

function asEvents(peeked: readonly DatedMessage[], decided: QueueMapping, format: QueueTarget["format"]): QueuePeek["messages"] {
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

function shown(message: DatedMessage): Pick<QueuePeek["messages"][number], "body" | "contentType" | "timestamp"> {
  return {
    body: message.bytes.toString("utf8").slice(0, MOST_CHARACTERS),
    contentType: message.head.contentType ?? "",
    timestamp: message.inserted,
  };
}
