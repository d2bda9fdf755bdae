/** Their default is to end the process without its `exit`. */
const ENDS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How each thing is taken away. */
const kept = new Map<object, () => void>();

/**
 * What must not outlive this process (a temporary folder, a file that is not whole yet, a lock): `takeAway` is called when it ends, also by
 * a signal. Answers how to say that there is nothing to take away any more.
 */
export function goneWithProcess(takeAway: () => void): () => void {
  if (kept.size === 0) {
    process.once("exit", takeAllAway);
    // Before all others: one that was to be called once would be gone from the list already.
    for (const signal of ENDS) process.prependListener(signal, endsBy);
  }
  const mine = {};
  kept.set(mine, takeAway);
  return () => {
    if (!kept.delete(mine) || kept.size > 0) return;
    process.off("exit", takeAllAway);
    for (const signal of ENDS) process.off(signal, endsBy);
  };
}

/** All of it. Also for where a process is ended from outside without a word, such as the one the desktop runs its session in. */
export function takeAllAway(): void {
  for (const takeAway of [...kept.values()]) {
    try {
      takeAway();
    } catch {
      // What cannot be removed must not keep the others.
    }
  }
}

/** Who else listens decides whether the process goes on, and is then in need of what is here. */
function endsBy(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  takeAllAway();
  // Nobody listens any more: the signal has its own way.
  for (const each of ENDS) process.off(each, endsBy);
  process.kill(process.pid, signal);
}
