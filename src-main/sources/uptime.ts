import { uptime as seconds } from "node:os";

/**
 * ms since the machine was started, the time it slept included; nobody can set it, as the system clock can be. Good to 10 ms on Linux, to
 * a second elsewhere. `performance.now()` is finer, but on Linux stands still while the machine sleeps.
 */
export const uptime = (): number => seconds() * 1000;
