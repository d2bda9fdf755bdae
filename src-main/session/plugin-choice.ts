/** One `--plugin ID[:key=value,…]`, or a plugin of a workspace. */
export interface PluginChoice {
  /** A rule or filter id, or a folder. */
  readonly plugin: string;
  /** Where the plugin of that id is, when it does not ship with Weir. */
  readonly folder?: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** Windows of single keys that differ from the rule's own, as text: `sliding:60s/5s`. */
  readonly windows?: readonly {
    readonly station?: string;
    readonly sensor?: string;
    readonly alarm?: string;
    readonly window: string;
  }[];
  /** Keys the rule is switched off for; a part left out stands for any. */
  readonly off?: readonly { readonly station?: string; readonly sensor?: string; readonly alarm?: string }[];
}

/** What runs when nobody says what should. */
export const DEFAULT_RULES: readonly string[] = [
  "sensor-statistics",
  "anomaly",
  "threshold-prediction",
  "alarm-counts",
  "active-alarms",
];

/**
 * Reads `ID[:key=value,…]`; a comma inside a value is written `\,`. A folder may hold a colon only on Windows' drive letters. Throws an
 * Error of one line.
 */
export function parsePluginChoice(text: string): PluginChoice {
  const colon = text.indexOf(":", /^[A-Za-z]:[\\/]/.test(text) ? 2 : 0);
  const plugin = colon === -1 ? text : text.slice(0, colon);
  if (plugin === "") throw new Error(`--plugin ${text}: no plugin is named; write --plugin ID[:key=value,…]`);
  const settings: Record<string, string> = {};
  if (colon !== -1) {
    for (const pair of text.slice(colon + 1).split(/(?<!\\),/)) {
      const equals = pair.indexOf("=");
      if (equals < 1) throw new Error(`--plugin ${text}: "${pair}" is not key=value`);
      const key = pair.slice(0, equals).trim();
      if (Object.hasOwn(settings, key)) throw new Error(`--plugin ${text}: ${key} is said twice; say it once`);
      settings[key] = pair
        .slice(equals + 1)
        .replaceAll("\\,", ",")
        .trim();
    }
  }
  return { plugin, settings };
}

/** A choice that names a folder rather than an id. */
export function isFolderChoice(plugin: string): boolean {
  return plugin.includes("/") || plugin.includes("\\") || plugin === "." || plugin === "..";
}
