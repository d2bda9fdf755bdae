import { isoTime } from "../files/csv-text.ts";
import { alertLine } from "../files/result-lines.ts";
import type { ResultBatch, ResultSink } from "../sink.ts";
import type { BrokerPort } from "./broker-port.ts";
import { ConfirmedPublisher, type OnPublisherState } from "./confirmed-publisher.ts";

export interface PublisherOptions {
  readonly broker: BrokerPort;
  /** A queue (through the default exchange) or an exchange with routing keys `rule.station`. */
  readonly queue: string | null;
  readonly exchange: string | null;
  /** Create the queue when it is missing. */
  readonly create: boolean;
  /** Series sent beside alerts, as `rule/series`, or `rule` for all of it. */
  readonly series: ReadonlySet<string>;
  readonly onState: OnPublisherState;
}

/** What the sink has done, for the screen. */
export interface PublisherCounts {
  readonly sent: number;
  readonly confirmed: number;
  readonly unconfirmed: number;
  readonly unroutable: number;
  readonly reconnects: number;
}

/** Alerts (as they stand in alerts.jsonl) and chosen series as JSON messages; message id = the result's id. */
export class ResultPublisher implements ResultSink {
  readonly #series: ReadonlySet<string>;
  readonly #publisher: ConfirmedPublisher;

  constructor({ series, ...options }: PublisherOptions) {
    this.#series = series;
    this.#publisher = new ConfirmedPublisher({ ...options, name: "weir results" });
  }

  get counts(): PublisherCounts {
    const { sent, confirmed, unconfirmed, unroutable, reconnects } = this.#publisher;
    return { sent, confirmed, unconfirmed, unroutable, reconnects };
  }

  /** First connection: throws one explained line. */
  async open(): Promise<void> {
    await this.#publisher.open();
  }

  /** Resolves when the broker keeps up; throws one line when it will never take them. */
  async write(results: ResultBatch): Promise<void> {
    for (const alert of results.alerts)
      await this.#send("alert", alert.id, routingKey(alert.rule, alert.key.station), alertLine(alert));
    for (const rule of results.series) {
      const { points } = rule;
      const all = this.#series.has(rule.rule);
      for (let i = 0; i < points.length; i++) {
        const name = rule.names[points.series[i] as number] ?? "";
        if (!all && !this.#series.has(`${rule.rule}/${name}`)) continue;
        const [station, sensor, alarm] = rule.groupKey(points.group[i] as number);
        const time = points.time[i] as number;
        const point = { time: isoTime(time), station, sensor, alarm, rule: rule.rule, series: name, value: points.value[i] };
        const id = `${rule.rule}/${name}/${station}/${sensor}/${alarm}/${time}`;
        await this.#send("series", id, routingKey(rule.rule, station), JSON.stringify(point));
      }
    }
  }

  /** Settles when the broker has confirmed what was written so far. */
  async sync(): Promise<void> {
    await this.#publisher.settled();
  }

  /** Waits for every confirm, then closes. */
  async close(): Promise<void> {
    try {
      await this.#publisher.flush();
    } finally {
      await this.#publisher.close();
    }
  }

  async #send(type: "alert" | "series", id: string, key: string, text: string): Promise<void> {
    await this.#publisher.send({
      // AMQP short strings end at 255 bytes.
      id: shortString(id),
      routingKey: key,
      body: Buffer.from(text),
      properties: { type, contentType: "application/json", contentEncoding: "utf-8" },
    });
  }
}

/** `rule.station`: points inside a name would be levels of their own. */
function routingKey(rule: string, station: string): string {
  return shortString(`${rule}.${station === "" ? "all" : station.replaceAll(".", "_")}`);
}

function shortString(text: string): string {
  let short = text.slice(0, 255);
  while (Buffer.byteLength(short) > 255) short = short.slice(0, -1);
  return short;
}
