import { isatty } from "node:tty";
import { takeAllAway } from "../sources/gone-with-process.ts";

/**
 * Lets a process whose terminal was closed meanwhile end as one that a closed terminal ends. Node puts the terminal back as it was when it
 * exits, and aborts where that cannot be done any more.
 */
export function endAsTerminal(): void {
  const terminals = [0, 1, 2].filter((fd) => isatty(fd));
  process.once("exit", () => {
    if (terminals.every((fd) => isatty(fd))) return;
    // Nothing else is done at the exit behind this.
    takeAllAway();
    process.removeAllListeners("SIGHUP");
    process.kill(process.pid, "SIGHUP");
  });
}
