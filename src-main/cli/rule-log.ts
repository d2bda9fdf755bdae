import { counted } from "./counted.ts";
import { say } from "./terminal.ts";

/** Lines shown; a rule may write one an event. */
const SHOWN = 20;

/** What rules write to their log and console, to the terminal: the first lines, and how many more there were. `before` each line. */
export class RuleLog {
  readonly #before: () => void;
  #lines = 0;

  constructor(before: () => void = () => {}) {
    this.#before = before;
  }

  readonly add = (rule: string, line: string): void => {
    if (++this.#lines > SHOWN) return;
    this.#before();
    say(`${rule}: ${line}`);
  };

  end(): void {
    if (this.#lines > SHOWN) say(`and ${counted(this.#lines - SHOWN, "more line")} that rules wrote to their log`);
  }
}
