import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** Where downloads and sample data are kept: never in the checkout. */
export const cache =
  process.env.WEIR_CACHE ??
  (process.platform === "win32"
    ? join(process.env.LOCALAPPDATA ?? homedir(), "weir", "cache")
    : process.platform === "darwin"
      ? join(homedir(), "Library", "Caches", "weir")
      : join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "weir"));
