import { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import type { Workbench } from "../session/workbench.ts";
import { type Preview, previewCsv } from "../sources/csv/preview.ts";
import { parseMapping } from "../sources/mapping.ts";
import { type BrokerTarget, tlsFiles } from "../sources/rabbitmq/broker-connection.ts";
import { listen } from "../sources/rabbitmq/listen.ts";
import { MessageRows } from "../sources/rabbitmq/message-rows.ts";
import { decideMapping } from "../sources/rabbitmq/queue-mapping.ts";
import { createQueue, type PeekedMessage, peekQueue, testConnection } from "../sources/rabbitmq/try-connection.ts";
import type { CodeNames, CsvPreview, EventRow, QueuePeek, QueueTarget } from "./contract.ts";
import { type Answers, withCredentials } from "./session-answers.ts";

const PREVIEW_ROWS = 200;
const PEEKED = 20;
/** Seconds, and the parts they are counted in. */
const LISTENED = 5;
const PARTS = 20;

/** Looking at a source before it is opened. */
export function sourceAnswers(
  bench: Workbench,
): Answers<"csv.preview" | "queue.test" | "queue.create" | "queue.peek" | "queue.sample"> {
  const presets = async () =>
    (await bench.plugins.library()).set.catalogues.flatMap(({ id, mapping }) =>
      mapping === undefined ? [] : [{ name: id, preset: mapping }],
    );
  const words = async (): Promise<CatalogueNames> => new CatalogueNames((await bench.plugins.library()).set.catalogues);
  return {
    "csv.preview": async ({ path, mapping, rows = PREVIEW_ROWS }) =>
      csvPreview(
        path,
        await previewCsv(path, mapping === undefined ? null : parseMapping(mapping, "mapping"), await presets(), rows),
        await words(),
      ),
    "queue.test": async (target) => {
      const { queue, tap, routingKey } = target;
      const steps = await testConnection(brokerTarget(target), { queue, tap, routingKey });
      return {
        ok: steps.every(({ ok }) => ok),
        steps: steps.map(({ name, ok, answer, ms }) => ({ step: name, ok, detail: answer, ms })),
        messages: null,
        consumers: null,
        missing: queue !== null && steps.some(({ name, missing }) => name === "queue" && missing === true) ? queue : null,
      };
    },
    "queue.create": async (target) => {
      if (target.queue === null) throw new Error("Name the queue to create.");
      await createQueue(brokerTarget(target), target.queue);
      return null;
    },
    "queue.peek": async (target) => peek(target, await presets(), await words()),
    "queue.sample": async (target) => {
      const { queue, tap, routingKey } = target;
      const heard = await listen(
        brokerTarget(target),
        { queue, tap, routingKey },
        { seconds: LISTENED, parts: PARTS, keep: PEEKED },
      );
      const { of, counts, first } = heard;
      const peek =
        tap === null
          ? null
          : shownMessages(first, target, await presets(), await words(), "No message came while Weir listened.");
      return { of, counts, seconds: LISTENED, peek };
    },
  };
}

function brokerTarget({ url, user, password, ...files }: QueueTarget): BrokerTarget {
  return { url: withCredentials(url, user, password), ...tlsFiles(files) };
}

function csvPreview(
  path: string,
  { file, mapping, guesses, columns, records, counts, firstTime, lastTime, keys }: Preview,
  words: CatalogueNames,
): CsvPreview {
  return {
    names: codeNames(
      words,
      records.flatMap(({ events }) => events),
    ),
    path,
    bytes: file.size,
    mapping,
    preset: mapping.preset ?? null,
    answers: guesses.map(({ name, answer, reason }) => ({ field: name, answer, reason })),
    columns,
    rows: records.map(({ row, raw, events, refusal }) => ({
      line: row,
      raw,
      events: events.map((event) => ({ ...event, origin: `row ${row}` })),
      refused: refusal === null ? null : { reason: refusal.reason, detail: refusal.detail },
    })),
    counts,
    firstTime,
    lastTime,
    keys,
  };
}

/** The first messages of a queue as the events they become; they stay in the queue. */
async function peek(target: QueueTarget, presets: Presets, words: CatalogueNames): Promise<QueuePeek> {
  if (target.queue === null) return shownMessages([], target, presets, words, "An exchange keeps no message to look at.");
  const peeked = await peekQueue(brokerTarget(target), target.queue, PEEKED);
  return shownMessages(peeked, target, presets, words, "The queue is empty: the first message decides how it is read.");
}

type Presets = Parameters<typeof decideMapping>[3];

/** Messages as the events they become; `none` is said when there are none. */
function shownMessages(
  peeked: readonly PeekedMessage[],
  target: QueueTarget,
  presets: Presets,
  words: CatalogueNames,
  none: string,
): QueuePeek {
  const names = { sensors: {}, alarms: {} };
  if (peeked.length === 0) return { messages: [], mapping: null, detail: none, names };
  let decided: ReturnType<typeof decideMapping>;
  try {
    decided = decideMapping(peeked, undefined, target.format, presets);
  } catch (error) {
    const messages = peeked.map((message) => ({ ...shown(message), events: [], refused: (error as Error).message }));
    return { messages, mapping: null, detail: (error as Error).message, names };
  }
  const rows = new MessageRows(decided, target.format, PEEKED);
  const keys: (readonly [string, string, string])[] = [];
  const messages = peeked.map((message) => {
    rows.add(message);
    const events: EventRow[] = [];
    let refused: string | null = null;
    for (const chunk of rows.take()) {
      keys.push(...chunk.newKeys);
      refused ??= chunk.rejects[0]?.detail ?? null;
      for (let i = 0; i < chunk.events.length; i++) {
        const [station, sensor, alarm] = keys[chunk.events.key[i] as number] ?? ["", "", ""];
        const threshold = chunk.events.threshold[i] as number;
        const active = chunk.events.active[i];
        events.push({
          time: chunk.events.time[i] as number,
          station,
          sensor,
          alarm,
          value: chunk.events.value[i] as number,
          threshold: Number.isNaN(threshold) ? null : threshold,
          active: active === 1 ? true : active === 0 ? false : null,
          origin: `message ${chunk.events.row[i]}`,
        });
      }
    }
    return { ...shown(message), events, refused };
  });
  return {
    messages,
    mapping: decided.mapping,
    detail: "",
    names: codeNames(
      words,
      messages.flatMap(({ events }) => events),
    ),
  };
}

/** The words for the codes of these events. */
function codeNames(words: CatalogueNames, events: readonly { readonly sensor: string; readonly alarm: string }[]): CodeNames {
  const sensors = new Map<string, { name: string; unit: string }>();
  const alarms = new Map<string, string>();
  for (const { sensor, alarm } of events) {
    const name = words.short(sensor);
    if (name !== sensor && !sensors.has(sensor)) sensors.set(sensor, { name, unit: words.unit(sensor) });
    const alarmName = words.name("alarm", alarm);
    if (alarmName !== alarm) alarms.set(alarm, alarmName);
  }
  return { sensors: Object.fromEntries(sensors), alarms: Object.fromEntries(alarms) };
}

function shown(message: {
  readonly bytes: Buffer;
  readonly head: { readonly contentType?: string };
  readonly inserted: number | null;
}): { body: string; contentType: string; timestamp: number | null } {
  return {
    body: message.bytes.toString("utf8").slice(0, 4096),
    contentType: message.head.contentType ?? "",
    timestamp: message.inserted,
  };
}
