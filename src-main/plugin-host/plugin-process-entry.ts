import { heldMemory } from "./held-memory.ts";
import { PluginThread, ThreadDeadError } from "./plugin-thread.ts";
import type { FromProcess, ToProcess } from "./process-protocol.ts";
import type { WorkerAnswer } from "./worker-protocol.ts";

/** Entry of a plugin's own process: a supervisor that only relays, so that the watchdog of the worker beside it is never late. */
let thread: PluginThread | null = null;

/** The process holds what its worker does, and what relaying takes. */
const whole = (answer: WorkerAnswer): WorkerAnswer =>
  answer.type === "memory" ? { type: "memory", held: answer.held + heldMemory() } : answer;

const send = (message: FromProcess): void => void process.send?.(message);

process.on("message", (message: ToProcess) => {
  if (message.type === "start") setInterval(() => send({ type: "beat" }), message.limits.silence / 8);
  if (message.type === "start") thread = new PluginThread(message.workerPath, message.plugins, message.limits);
  const answer = message.type === "start" ? thread?.loaded : thread?.ask(message.request);
  answer?.then(
    (value) => send({ type: "answer", answer: whole(value) }),
    (error: unknown) =>
      send({
        type: "failed",
        message: error instanceof Error ? error.message : String(error),
        death: error instanceof ThreadDeadError ? error.death : null,
      }),
  );
});
// Not process.exit(), nor the end an error nobody caught brings: both wait for the worker, which may be in a loop nothing interrupts.
const end = (): void => void process.kill(process.pid, "SIGKILL");
process.on("disconnect", end);
process.on("uncaughtException", end);
process.on("unhandledRejection", end);
