// Says what a set-up step does and how long it took. Everything goes to stderr, so stdout stays for results.

/**
 * Runs one named step and reports its duration.
 * @template T
 * @param {string} title what the step does, in words
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = performance.now();
  process.stderr.write(`» ${title}\n`);
  const result = await work();
  process.stderr.write(`  done in ${seconds(performance.now() - started)}\n`);
  return result;
}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`  ${line}\n`);
}

/** @param {number} milliseconds */
function seconds(milliseconds) {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Ends the process with one clear message instead of a stack when set-up cannot go on. */
export async function orExplain(work) {
  try {
    return await work();
  } catch (error) {
    process.stderr.write(`\n${error instanceof SetupError ? error.message : (error?.stack ?? error)}\n`);
    process.exit(1);
  }
}

/** Something this machine lacks; the message says what and how to get it. */
export class SetupError extends Error {}
