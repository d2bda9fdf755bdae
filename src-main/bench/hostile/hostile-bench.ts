import { type ChildProcess, fork } from "node:child_process";
import { performance } from "node:perf_hooks";
import { trial } from "./attacks.ts";
import { fault, runStretch, type StretchResult } from "./stretch.ts";

/** An input that is still not done after so long is a hang, whatever else the machine does. */
const HANG = 30_000;
/** Inputs a process: what one leaves behind does not follow all others. */
const STRETCH = 5000;

export interface HostileOptions {
  readonly inputs: number;
  readonly seed: number;
  readonly workerDir: string;
  /** weir's own entry, run again for each stretch. */
  readonly cli: string;
  /** First input. */
  readonly from: number;
}

export interface HostileResult {
  readonly seed: number;
  readonly inputs: number;
  readonly seconds: number;
  readonly corpus: readonly string[];
  readonly outcomes: StretchResult["outcomes"];
  readonly slowest: StretchResult["slowest"];
  readonly faults: StretchResult["faults"];
}

/**
 * Feeds `inputs` hostile inputs to every reader, in processes that may crash or hang: each that does costs its input a fault and no more.
 * The same seed makes the same inputs; `from` and `inputs` repeat any part of them.
 */
export async function hostileBench(options: HostileOptions, onProgress: (done: number) => void): Promise<HostileResult> {
  const started = performance.now();
  const results: StretchResult[] = [];
  const end = options.from + options.inputs;
  for (let from = options.from; from < end; ) {
    const count = Math.min(STRETCH, end - from);
    const result = await stretchInProcess(options, from, count, (index) => onProgress(index - options.from));
    results.push(result);
    from = result.next;
  }
  const outcomes: Record<string, Record<string, number>> = {};
  for (const result of results)
    for (const [name, counts] of Object.entries(result.outcomes))
      for (const [outcome, n] of Object.entries(counts)) {
        const own = (outcomes[name] ??= {});
        own[outcome] = (own[outcome] ?? 0) + n;
      }
  return {
    seed: options.seed,
    inputs: options.inputs,
    seconds: Math.round((performance.now() - started) / 100) / 10,
    corpus: results.map(({ corpus }) => corpus),
    outcomes,
    slowest: results.map(({ slowest }) => slowest).reduce((a, b) => (b.ms > a.ms ? b : a)),
    faults: results.flatMap(({ faults }) => faults),
  };
}

type Message = { readonly at: number } | { readonly result: StretchResult };

async function stretchInProcess(
  { seed, cli }: HostileOptions,
  from: number,
  count: number,
  onProgress: (index: number) => void,
): Promise<StretchResult & { readonly next: number }> {
  const words = ["bench", "hostile", "--seed", String(seed), "--from", String(from), "--inputs", String(count)];
  const child = fork(cli, words, { env: { ...process.env, [INSIDE]: "1" }, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let at = from;
  let since = performance.now();
  let result: StretchResult | null = null;
  let errors = "";
  child.stderr?.on("data", (piece: Buffer) => (errors = (errors + piece.toString()).slice(-2000)));
  child.on("message", (message: Message) => {
    if ("result" in message) result = message.result;
    else {
      ({ at } = message);
      since = performance.now();
      if (at % 500 === 0) onProgress(at);
    }
  });
  const hung = await endOf(child, () => performance.now() - since > HANG);
  // TypeScript does not see that the listener may have set it.
  const done = result as StretchResult | null;
  if (done !== null) return { ...done, next: from + count };
  const { attack, input } = trial(seed, at);
  const what = hung
    ? `still not done after ${HANG / 1000} s`
    : `the process ended: ${errors.trim().split("\n").slice(-3).join(" | ")}`;
  const faults = [fault(attack.name, at, what, input, input)];
  return {
    outcomes: { [attack.name]: { fault: 1 } },
    faults,
    slowest: { attack: "", index: -1, ms: 0 },
    corpus: "",
    next: at + 1,
  };
}

/** true: it was killed because it hung. */
function endOf(child: ChildProcess, hangs: () => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    let hung = false;
    const watch = setInterval(() => {
      if (!hangs()) return;
      hung = true;
      child.kill("SIGKILL");
    }, 500);
    child.once("close", () => {
      clearInterval(watch);
      resolve(hung);
    });
  });
}

/** Set for the process that runs a stretch itself and tells its parent. */
const INSIDE = "WEIR_HOSTILE_INSIDE";

export function isInside(): boolean {
  return process.env[INSIDE] === "1" && process.send !== undefined;
}

export async function runInside(options: HostileOptions): Promise<void> {
  const tell = (message: Message): void => void process.send?.(message);
  const result = await runStretch({ ...options, count: options.inputs }, (at) => tell({ at }));
  await new Promise<void>((resolve) => process.send?.({ result } satisfies Message, () => resolve()));
  process.disconnect();
}
