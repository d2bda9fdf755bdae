import type { Catalogue, KeyPart, WindowSpec } from "../../plugins/api.ts";
import type { ZoneChanges } from "../sources/csv/zone-changes.ts";
import type { Mapping } from "../sources/mapping.ts";

/** Version of the job description and of the calls between the script and its host. */
export const JOB_FORMAT = 2;

/** Where rows come from, read by one task: files one after the other, or a queue. `url` carries no credentials. */
export type JobSource =
  | { readonly kind: "files"; readonly paths: readonly string[] }
  | { readonly kind: "rabbitmq"; readonly url: string; readonly queue: string; readonly prefetch: number };

/** Where results go. */
export interface JobSinks {
  /** Folder with alerts/, series/ and rejects/, as the cluster's machines see it. */
  readonly folder: string | null;
  readonly rabbitmq: { readonly url: string; readonly queue: string } | null;
}

/** What the script is told: plain data. Everything is checked when the bundle is made. */
export interface ClusterJob {
  readonly format: typeof JOB_FORMAT;
  readonly weir: string;
  readonly name: string;
  readonly mapping: Mapping;
  readonly columns: readonly string[];
  /** Of the mapping's time zone, where it has a name: a bare engine knows none. */
  readonly zone: ZoneChanges | null;
  readonly messageFormat: "auto" | "csv" | "json";
  /** "time": nothing is late and everything waits for the end of the files. */
  readonly order: "time" | "arrival";
  /** ms by which the watermark stays behind the latest event. */
  readonly outOfOrderness: number;
  readonly idleTimeout: number;
  readonly futureTolerance: number;
  readonly sources: readonly JobSource[];
  readonly sinks: JobSinks;
  /** Keys are hashed to so many partitions: the most parallelism there can be. Fixed for the life of a job's state. */
  readonly partitions: number;
  readonly plugins: readonly { readonly name: string; readonly version: string; readonly code: string }[];
  readonly catalogues: readonly Catalogue[];
  readonly filters: readonly { readonly id: string; readonly settings: JobSettings }[];
  readonly rules: readonly JobRule[];
}

export type JobSettings = Readonly<Record<string, number | boolean | string>>;

export interface JobRule {
  readonly id: string;
  readonly settings: JobSettings;
  readonly window: WindowSpec;
  readonly windowsPerKey: readonly { readonly key: Readonly<Partial<Record<KeyPart, string>>>; readonly window: WindowSpec }[];
  /** Groups it is not called for. */
  readonly off: readonly Readonly<Partial<Record<KeyPart, string>>>[];
}

/** What the cluster's host of the script must know to lay the job out: no rule, no mapping. */
export interface JobLayout
  extends Pick<ClusterJob, "format" | "weir" | "name" | "partitions" | "idleTimeout" | "sources" | "sinks"> {
  readonly filters: readonly string[];
  /** Rules that are kept together, by id. */
  readonly lanes: readonly (readonly string[])[];
}
