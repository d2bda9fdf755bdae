import type { PluginProblem } from "../plugin-host/contract.ts";
import { problemLine } from "./problem-line.ts";

/** Lines shown; a rule may fail at a new place an event. */
const SHOWN = 20;

/**
 * Problems of plugins on the terminal: of those of one place the first, and the one for which the plugin was switched off; the summary
 * says how many there were. A place is a line of the code where it is known, else the message.
 */
export class PluginProblems {
  readonly #say: (line: string) => void;
  readonly #places = new Set<string>();
  #count = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** So far, those that were not shown too. */
  get count(): number {
    return this.#count;
  }

  add(problem: PluginProblem): void {
    this.#count++;
    const { plugin, rule, hook, message, file, line, quarantined } = problem;
    const place = JSON.stringify([plugin, rule, hook, line === null ? message : [file, line]]);
    const another = !this.#places.has(place) && this.#places.size < SHOWN;
    if (another) this.#places.add(place);
    if (another || quarantined) this.#say(problemLine(problem));
  }
}
