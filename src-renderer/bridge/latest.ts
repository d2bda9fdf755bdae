/** At most one call runs; of those asked for meanwhile only the newest is kept. What is superseded resolves to null. */
export function latestOnly<A, V>(call: (args: A) => Promise<V>): (args: A) => Promise<V | null> {
  interface Waiting {
    readonly args: A;
    readonly done: (value: V | null) => void;
    readonly fail: (error: unknown) => void;
  }
  let running = false;
  let waiting: Waiting | null = null;

  async function run(entry: Waiting): Promise<void> {
    running = true;
    try {
      const value = await call(entry.args);
      // A newer question is worth more than this answer, but an answer still moves the picture while one keeps zooming.
      entry.done(value);
    } catch (error) {
      entry.fail(error);
    }
    running = false;
    const next = waiting;
    waiting = null;
    if (next !== null) void run(next);
  }

  return (args) =>
    new Promise((done, fail) => {
      const entry = { args, done, fail };
      if (!running) return void run(entry);
      waiting?.done(null);
      waiting = entry;
    });
}
