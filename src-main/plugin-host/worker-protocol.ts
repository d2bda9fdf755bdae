import type { Catalogue, WindowSpec } from "../../plugins/api.ts";
import type { EventBatch, KeyTuple } from "../engine/batch.ts";
import type { FiredWindows } from "../engine/window-query.ts";
import type { TraceQuestion } from "./call-trace.ts";
import type { CheckedSettings, ContributionDeclaration, HostLimits } from "./contract.ts";
import type { FilterSnapshot, FilterVerdicts } from "./filter-runner.ts";
import type { KeyPattern } from "./key-acceptance.ts";
import type { RunnerOutput } from "./rule-runner.ts";
import type { SavedPart } from "./rule-saving.ts";
import type { RuleSnapshot, RuleSnapshotHead } from "./rule-snapshot.ts";
import type { Shard } from "./shard.ts";

export interface WorkerPlugin {
  readonly name: string;
  readonly version: string;
  readonly code: string;
}

/**
 * Handed to the worker at its start. `pulse`: [0] counts progress, [1] is 1 + the index of the rule inside a hook, 0 for none, [2] is the
 * worker's thread as ownThread() has it, 0 before it is up.
 */
export interface WorkerStart {
  readonly plugins: readonly WorkerPlugin[];
  readonly limits: HostLimits;
  readonly pulse: SharedArrayBuffer;
}

export type WorkerRequest =
  | {
      readonly type: "activate";
      readonly rules: readonly {
        readonly id: string;
        readonly settings: CheckedSettings;
        /** Groups it is not called for. */
        readonly off: readonly KeyPattern[];
      }[];
      readonly filters: readonly { readonly id: string; readonly settings: CheckedSettings }[];
      readonly catalogues: readonly Catalogue[];
      /** Which keys of the rules this worker has; null: all. */
      readonly shard: Shard | null;
      readonly trace?: TraceQuestion;
    }
  | { readonly type: "window"; readonly rule: string; readonly settings: CheckedSettings }
  | { readonly type: "sql"; readonly report: string; readonly settings: CheckedSettings }
  | {
      readonly type: "step";
      readonly events: EventBatch;
      readonly newKeys: readonly KeyTuple[];
      readonly watermark: number;
      readonly rules: readonly {
        readonly id: string;
        readonly windows: FiredWindows | null;
        readonly newGroups: readonly KeyTuple[];
      }[];
    }
  | {
      readonly type: "filter";
      readonly id: string;
      readonly events: EventBatch;
      readonly firstSequence: number;
      readonly newKeys: readonly KeyTuple[];
      readonly watermark: number;
    }
  /** What the worker holds, after a collection. */
  | { readonly type: "memory" }
  | { readonly type: "snapshot" }
  /** Begins a snapshot of this moment; `saveMore` gives the rest of it between steps. */
  | { readonly type: "save" }
  | { readonly type: "saveMore" }
  | {
      /** The same run goes on in a new worker, before its first step. */
      readonly type: "restore";
      readonly snapshot: RuleSnapshots;
      readonly filters: Readonly<Record<string, FilterSnapshot>>;
    }
  | {
      /** Takes the place of a worker that was told these keys and window groups and was then in this state. */
      readonly type: "resume";
      readonly snapshot: RuleSnapshots;
      readonly keys: readonly KeyTuple[];
      readonly windowGroups: ReadonlyMap<string, readonly KeyTuple[]>;
    };

export interface LoadedPlugin {
  readonly plugin: string;
  readonly contributions: readonly ContributionDeclaration[];
  /** Why it could not be loaded; its contributions are then empty. */
  readonly failure: { readonly message: string; readonly stack: string } | null;
}

/** By rule. */
export type RuleSnapshots = Readonly<Record<string, RuleSnapshot>>;

/** Answers come in the order of the requests; the first is the answer to the start. */
export type WorkerAnswer =
  | { readonly type: "loaded"; readonly plugins: readonly LoadedPlugin[] }
  | { readonly type: "done" }
  | { readonly type: "window"; readonly window: WindowSpec }
  | { readonly type: "sql"; readonly sql: string }
  | { readonly type: "outputs"; readonly outputs: readonly RunnerOutput[] }
  | { readonly type: "verdicts"; readonly verdicts: FilterVerdicts }
  /** Bytes. */
  | { readonly type: "memory"; readonly held: number }
  | { readonly type: "snapshot"; readonly snapshot: RuleSnapshots; readonly filters: Readonly<Record<string, FilterSnapshot>> }
  | {
      readonly type: "saving";
      /** By rule: all of it but the groups. */
      readonly heads: Readonly<Record<string, RuleSnapshotHead>>;
      readonly filters: Readonly<Record<string, FilterSnapshot>>;
    }
  | { readonly type: "saved"; readonly rules: Readonly<Record<string, Omit<SavedPart, "done">>>; readonly done: boolean }
  | { readonly type: "failed"; readonly message: string; readonly stack: string };
