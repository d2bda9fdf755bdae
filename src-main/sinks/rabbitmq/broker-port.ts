import type { ChannelModel } from "amqplib";

/** How a sink reaches a broker; the session hands it the same connecting, explaining and waiting that sources use. */
export interface BrokerPort {
  connect(name: string): Promise<ChannelModel>;
  explain(error: unknown, subject: string): string;
  isPermanent(message: string): boolean;
  /** Before attempt number `attempt`, or until the signal is given: nothing is left then that would keep the process. */
  wait(attempt: number, signal?: AbortSignal): Promise<void>;
}
