import type { Workbench } from "../session/workbench.ts";
import { parseMapping } from "../sources/mapping.ts";
import { brokerAddress } from "../sources/rabbitmq/broker-address.ts";
import { withCredentials } from "../sources/rabbitmq/broker-url.ts";
import { type Answers, sessionOf } from "./answers.ts";
import type { SessionMethods } from "./contract.ts";
import { statusOf } from "./status.ts";

/** What is open: opened, paused, ended, begun again. `now`: a clock in ms. */
export function sessionAnswers(bench: Workbench, now: () => number): Answers<Extract<keyof SessionMethods, `session.${string}`>> {
  return {
    "session.status": () => statusOf(bench, now()),
    "session.open": async (source) => {
      if (source.kind === "sample") await bench.openSample();
      else if (source.kind === "files")
        await bench.openFiles(source.paths, {
          mapping: source.mapping,
          order: source.order,
          once: source.once,
          outOfOrderness: source.outOfOrderness,
          speed: source.speed,
        });
      else if (source.kind === "queue") {
        const { user, password, profile: _profile, outOfOrderness, mapping, url, ...queue } = source.target;
        await bench.openQueue(
          { ...queue, url: withCredentials(url, user, password), limit: null, stopAfterIdle: null },
          { outOfOrderness, mapping },
        );
      } else await bench.openFiles([source.path]);
      return statusOf(bench, now());
    },
    "session.mapping": () => bench.session?.analysis.source.mapping ?? null,
    "session.notes": () => bench.session?.analysis.source.notes ?? [],
    "session.pause": () => {
      sessionOf(bench).analysis.session.pause();
      return null;
    },
    "session.resume": () => {
      sessionOf(bench).analysis.session.resume();
      return null;
    },
    "session.stop": async () => {
      bench.session?.analysis.session.stop();
      await bench.session?.ended;
      return null;
    },
    "session.restart": async () => {
      await bench.restart();
      return statusOf(bench, now());
    },
    "session.continue": async ({ resume }) => {
      await bench.goOn(resume);
      return statusOf(bench, now());
    },
    "session.allow": async () => {
      await bench.allow();
      return statusOf(bench, now());
    },
    "session.login": async ({ user, password, address }) => {
      await bench.login((url) => {
        if (address !== undefined && brokerAddress(url, user) !== address)
          throw new Error("The kept password is another broker's or user's; enter the one for this workspace's queue.");
        return withCredentials(url, user, password);
      });
      return statusOf(bench, now());
    },
    "session.waitForLate": async ({ outOfOrderness }) => {
      bench.change({ sources: bench.workspace.sources.map((source) => ({ ...source, outOfOrderness })) });
      await bench.restart();
      return statusOf(bench, now());
    },
    "session.readAs": async ({ mapping }) => {
      if (mapping !== undefined) parseMapping(mapping, "mapping");
      await bench.readQueueAs(mapping);
      return statusOf(bench, now());
    },
    "session.setSpeed": ({ speed }) => {
      bench.change({ speed });
      bench.session?.analysis.session.setSpeed(speed);
      return null;
    },
  };
}
