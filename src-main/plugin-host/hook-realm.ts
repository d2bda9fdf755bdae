import type { KeyTable } from "../engine/key-table.ts";
import type { CatalogueNames } from "./catalogue-names.ts";
import type { HostLimits } from "./contract.ts";

/** What the place where hooks run lends to every rule and filter in it: they are pure but for this. */
export interface HookRealm {
  /** The session's: what the key ids of events mean. It may grow between steps. */
  readonly keys: KeyTable;
  readonly names: CatalogueNames;
  readonly limits: HostLimits;
  /** ms; only differences are looked at. */
  readonly clock: () => number;
  /** Called now and then while hooks run, so that whoever watches them sees them go on. */
  readonly progress: () => void;
}
