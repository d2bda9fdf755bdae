import { defineReport } from "weir";

const REASONS = ["malformed", "unconvertible", "early", "late", "duplicate", "filtered"] as const;
const ISO = "'%Y-%m-%dT%H:%M:%S.%gZ'";

export const dataQuality = defineReport({
  id: "data-quality",
  title: "Data quality",
  description: "What was read, what was refused and why, and the longest time without data.",
  sql: () =>
    `select source, read::double as read, accepted::double as accepted, ${REASONS.map((r) => `${r}::double as ${r}`).join(", ")},
       strftime(first, ${ISO}) as first, strftime(last, ${ISO}) as last, nullif(longest_gap, 0)::double as longest_gap
     from sources order by source`,
  columns: [
    { name: "source", label: "Source" },
    { name: "read", label: "Read" },
    { name: "accepted", label: "Accepted" },
    ...REASONS.map((name) => ({ name, label: name[0]?.toUpperCase() + name.slice(1) })),
    { name: "first", label: "First (UTC)" },
    { name: "last", label: "Last (UTC)" },
    { name: "longest_gap", label: "Longest gap", unit: "ms" },
  ],
  chart: { kind: "table" },
});
