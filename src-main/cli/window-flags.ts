import type { AggregateFunction, AggregateSpec, KeyPart } from "../../plugins/api.ts";
import { AGGREGATE_FUNCTIONS } from "../plugin-host/declared-fields.ts";
import { UsageError } from "./failure.ts";

const KEY_PARTS: readonly string[] = ["station", "sensor", "alarm"];

/** Names of `--aggregate` beside the quantiles. */
export const AGGREGATES: readonly string[] = [...AGGREGATE_FUNCTIONS.filter((name) => name !== "quantile"), "activeCount"];

const listed = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** The key parts of `--by`. */
export function parseParts(text: string): KeyPart[] {
  const parts = listed(text);
  for (const part of parts) {
    if (!KEY_PARTS.includes(part))
      throw new UsageError(`--by ${text}: "${part}" is not a key part; choose from station, sensor, alarm`);
  }
  return parts as KeyPart[];
}

/** The aggregates of `--aggregate`, each with the name its values are printed under. */
export function parseAggregates(text: string): { names: string[]; aggregates: AggregateSpec[] } {
  const names = listed(text);
  return { names, aggregates: names.map(parseAggregate) };
}

function parseAggregate(name: string): AggregateSpec {
  if (name === "activeCount") return { fn: "count", of: "active" };
  const quantile = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name);
  if (quantile !== null) return { fn: "quantile", q: Number(`${quantile[1]}e-2`) };
  if (!AGGREGATES.includes(name))
    throw new UsageError(
      `--aggregate: "${name}" is unknown; choose from ${AGGREGATES.join(", ")}, and quantiles p50, p99, p99.9`,
    );
  return { fn: name as AggregateFunction };
}
