// Plugins: cards, settings, sources, problems.
import type { KeyPart, Setting } from "../../../plugins/api.ts";
import type { Packed } from "../../session/plugin-pack.ts";
import type { ScenarioResult } from "../../session/scenarios.ts";
import type { Method, None } from "./method.ts";

export interface PluginCard {
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  readonly builtIn: boolean;
  readonly folder: string;
  readonly readme: string;
  /** Its folder is not where the workspace says; `name` is that folder. */
  readonly gone: boolean;
  /** It did not load; nothing of it runs. */
  readonly broken: ProblemRow | null;
  readonly contributions: readonly ContributionCard[];
}

export interface ContributionCard {
  readonly type: "rule" | "filter" | "report" | "catalogue";
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly quarantined: boolean;
  readonly by: readonly KeyPart[];
  /** As text: `sliding:60s/5s`. Empty for none. */
  readonly window: string;
  /** Keys whose window differs. */
  readonly windows: readonly KeyWindow[];
  /** Keys it is switched off for. */
  readonly off: readonly KeyPattern[];
  readonly settings: readonly {
    readonly name: string;
    readonly declaration: Setting;
    readonly value: number | boolean | string;
  }[];
  readonly alerts: number;
  readonly points: number;
  readonly errors: number;
  readonly seconds: number;
  readonly series: readonly { readonly name: string; readonly label: string; readonly unit: string }[];
}

export interface ProblemRow {
  readonly at: number;
  readonly plugin: string;
  readonly rule: string;
  readonly hook: string;
  readonly key: string;
  readonly message: string;
  readonly file: string;
  readonly line: number | null;
  readonly quarantined: boolean;
}

/** A mistake in a plugin's source; `file` relative to its folder, line and column from 1. A type mistake stops nothing. */
export interface SourceProblem {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  /** `TS2322`; empty for what is no type mistake. */
  readonly code: string;
  readonly message: string;
  readonly stops: boolean;
}

/** A key, or all keys that share the parts given. */
export interface KeyPattern {
  readonly station?: string;
  readonly sensor?: string;
  readonly alarm?: string;
}

/** A window of one key, or of all keys that share the parts given, that differs from the rule's own. */
export interface KeyWindow {
  readonly station?: string;
  readonly sensor?: string;
  readonly alarm?: string;
  /** As text: `sliding:60s/5s`. */
  readonly window: string;
}

export interface PluginsMethods {
  "problems.list": Method<
    None,
    {
      readonly problems: readonly ProblemRow[];
      readonly total: number;
      readonly log: readonly { readonly rule: string; readonly line: string }[];
    }
  >;
  "plugins.list": Method<None, { readonly plugins: readonly PluginCard[] }>;
  /** Settings are checked; a wrong one rejects with the field's name. A file is read again with the new set, a queue goes on. */
  "plugins.set": Method<
    {
      readonly id: string;
      readonly enabled: boolean;
      readonly settings: Readonly<Record<string, number | boolean | string>>;
      /** Absent: as they were. */
      readonly windows?: readonly KeyWindow[];
      readonly off?: readonly KeyPattern[];
    },
    None
  >;
  "plugins.create": Method<
    { readonly parent: string; readonly name: string; readonly template: "rule" | "filter" | "report" | "catalogue" },
    { readonly folder: string }
  >;
  "plugins.add": Method<{ readonly folder: string }, { readonly plugin: PluginCard }>;
  "plugins.remove": Method<{ readonly name: string }, None>;
  /** A plugin whose folder is gone is in `folder` now, set as it was; `name`: as its card has it. */
  "plugins.locate": Method<{ readonly name: string; readonly folder: string }, { readonly plugin: PluginCard }>;
  /** Unpacks a `.tgz` below `parent` and adds it. */
  "plugins.install": Method<{ readonly archive: string; readonly parent: string }, { readonly plugin: PluginCard }>;
  /** Files the editor may show, relative to the folder; `main` is what runs. */
  "plugins.files": Method<
    { readonly name: string },
    { readonly folder: string; readonly main: string; readonly files: readonly string[] }
  >;
  /** Without `file`: the main one. `api` is the contract's source. */
  "plugins.readSource": Method<
    { readonly name: string; readonly file?: string },
    { readonly file: string; readonly text: string; readonly api: string }
  >;
  /** Saves, bundles, loads, checks types. When it loads it replaces the running one (`running`); else that goes on as it was. */
  "plugins.saveSource": Method<
    { readonly name: string; readonly file?: string; readonly text: string },
    { readonly problems: readonly SourceProblem[]; readonly running: boolean; readonly typesSkipped: string | null }
  >;
  /** What saving this text would say of its types; nothing is changed. */
  "plugins.checkSource": Method<
    { readonly name: string; readonly file: string; readonly text: string },
    { readonly problems: readonly SourceProblem[]; readonly typesSkipped: string | null }
  >;
  /** Runs the plugin's own scenarios, as they are saved; `update`: what comes is what is expected from now on. */
  "plugins.scenarios": Method<
    { readonly name: string; readonly update: boolean },
    { readonly results: readonly ScenarioResult[] }
  >;
  /** Makes a scenario from the events of what is open; what the plugin gives over them is what is expected. */
  "plugins.startScenario": Method<
    { readonly name: string },
    { readonly scenario: string; readonly results: readonly ScenarioResult[] }
  >;
  /** Packs the plugin's folder into one archive, which `plugins.install` takes. */
  "plugins.pack": Method<{ readonly name: string; readonly path: string }, Packed>;
  /** What the plugin's rules wrote to their log and console in this session, oldest first. */
  "plugins.log": Method<{ readonly name: string }, { readonly lines: readonly string[] }>;
}
