import type { OpenSession } from "../session/open-session.ts";
import type { Workbench } from "../session/workbench.ts";
import type { Methods } from "./contract.ts";

/** A handler of each method of one group. */
export type Answers<M extends keyof Methods> = {
  readonly [K in M]: (args: Methods[K]["args"]) => Methods[K]["value"] | Promise<Methods[K]["value"]>;
};

/** The running session. Throws an Error of one line when nothing is open. */
export function sessionOf(bench: Workbench): OpenSession {
  if (bench.session === null) throw new Error(bench.openError ?? "Nothing is open: open a CSV or connect to RabbitMQ first.");
  return bench.session;
}
