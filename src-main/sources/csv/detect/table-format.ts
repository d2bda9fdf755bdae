import type { Mapping } from "../../mapping.ts";

/** What of a mapping says how a file's bytes become fields. */
export interface TableFormat {
  readonly encoding: Mapping["encoding"];
  readonly delimiter: string;
  readonly quote: string;
  /** Records before the header. */
  readonly skip: number;
  readonly header: boolean;
  /** Records below the header that hold no reading. */
  readonly below?: number | undefined;
}
