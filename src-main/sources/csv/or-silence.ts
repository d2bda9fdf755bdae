import { setTimeout } from "node:timers/promises";

/** The pieces, and null each time the next one lets a reader wait for `ms`: what was read until then need not wait with it. */
export async function* orSilence<T>(pieces: AsyncGenerator<T>, ms: number): AsyncGenerator<T | null> {
  for (;;) {
    const next = pieces.next();
    const heard = new AbortController();
    const silence = setTimeout(ms, null, { signal: heard.signal }).catch(() => null);
    try {
      if ((await Promise.race([next, silence])) === null) yield null;
    } finally {
      heard.abort();
      // Who stops in a silence does not wait for its end; what `next` fails with is told below.
      next.catch(() => {});
    }
    const { done, value } = await next;
    if (done === true) return;
    yield value;
  }
}
