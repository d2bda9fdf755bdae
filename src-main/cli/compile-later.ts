import { setFlagsFromString } from "node:v8";

/**
 * V8 compiles what is hot while it still learns what it meets, throws that away and compiles again, on cores that the threads of a run then
 * lack: a tenth of a run's processor time. It is asked to wait three times as long. To be called when the threads are up: under other flags
 * than it was built with, V8 does not take what it has compiled of Node's own code beforehand, and a thread takes 15 ms more to start. The
 * flag is that of V8 11, which Node 20 has; another V8 might not know it.
 */
export function compileLater(): void {
  if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=200000");
}
