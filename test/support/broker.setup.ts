import type { TestProject } from "vitest/node";
import { Broker } from "./broker.ts";

declare module "vitest" {
  interface ProvidedContext {
    amqpUrl: string;
  }
}

/** One broker for the whole project "broker"; WEIR_AMQP_URL names another one. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env["WEIR_AMQP_URL"];
  if (given !== undefined && given !== "") {
    project.provide("amqpUrl", given);
    return undefined;
  }
  const broker = await Broker.start();
  project.provide("amqpUrl", broker.url);
  return () => broker.stop();
}
