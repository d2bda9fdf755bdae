import { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import { presetsOf } from "../session/open-recorded-input.ts";
import type { Workbench } from "../session/workbench.ts";
import { type BrokerTarget, tlsFiles } from "../sources/rabbitmq/broker-connection.ts";
import { withCredentials } from "../sources/rabbitmq/broker-url.ts";
import { listen } from "../sources/rabbitmq/listen.ts";
import type { DatedMessage } from "../sources/rabbitmq/queue-mapping.ts";
import { createQueue, peekQueue, testConnection } from "../sources/rabbitmq/try-connection.ts";
import type { Answers } from "./answers.ts";
import type { QueueMethods, QueuePeek, QueueTarget } from "./contract.ts";
import { messagePreview } from "./message-preview.ts";

const PEEKED = 20;
/** Seconds, and the parts they are counted in. */
const LISTENED = 5;
const PARTS = 20;

/** Looking at a queue before it is opened. */
export function queueAnswers(bench: Workbench): Answers<keyof QueueMethods> {
  let looked: { readonly messages: readonly DatedMessage[]; readonly none: string } = { messages: [], none: "" };
  const shown = async (
    messages: readonly DatedMessage[],
    { format, mapping }: Pick<QueueTarget, "format" | "mapping">,
    none: string,
  ): Promise<QueuePeek> => {
    const { catalogues } = (await bench.plugins.library()).set;
    const words = new CatalogueNames(catalogues);
    return messagePreview(messages, { format, mapping, presets: presetsOf(catalogues), words, none });
  };
  const preview = (messages: readonly DatedMessage[], target: QueueTarget, none: string): Promise<QueuePeek> => {
    looked = { messages, none };
    return shown(messages, target, none);
  };
  return {
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
    // They stay in the queue.
    "queue.peek": async (target) =>
      target.queue === null
        ? preview([], target, "An exchange keeps no message to look at.")
        : preview(
            await peekQueue(brokerTarget(target), target.queue, PEEKED),
            target,
            "The queue is empty: the first message decides how it is read.",
          ),
    "queue.read": (reading) => shown(looked.messages, reading, looked.none),
    "queue.undecided": ({ mapping }) => {
      const { analysis, input } = bench.session ?? {};
      const format = input?.queue?.format ?? "auto";
      return shown(analysis?.live?.undecided(PEEKED) ?? [], { format, mapping }, "No message has come yet");
    },
    "queue.sample": async (target) => {
      const { queue, tap, routingKey } = target;
      const { of, counts, first } = await listen(
        brokerTarget(target),
        { queue, tap, routingKey },
        { seconds: LISTENED, parts: PARTS, keep: PEEKED },
      );
      const peek = tap === null ? null : await preview(first, target, "No message came while Weir listened.");
      return { of, counts, seconds: LISTENED, peek };
    },
  };
}

function brokerTarget({ url, user, password, ...files }: QueueTarget): BrokerTarget {
  return { url: withCredentials(url, user, password), ...tlsFiles(files) };
}
