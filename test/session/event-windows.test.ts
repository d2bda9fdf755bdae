import { expect, test } from "vitest";
import { analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { writePlugin } from "../support/plugin-folder.ts";

const means = (window: string): string => `import { defineRule } from "weir";
export default defineRule({ id: "means", title: "Means", by: ["station", "sensor"], series: { mean: { label: "Mean" } },
  window: () => (${window}), aggregates: { mean: { fn: "mean" } },
  onWindow({ record }, { values }) { record("mean", values.mean); } });
`;

test.each(['{ kind: "count", size: 3, every: 1 }', '{ kind: "trailing", size: 600_000 }'])(
  "a rule with onWindow alone gets the windows %s that events fire, with no rule beside it that looks at events",
  async (window) => {
    const folder = temporaryFolder();
    const file = `${folder.path}/bts.csv`;
    writeBts(file, { stations: 2, days: 1, seed: 7 });
    const own = writePlugin(folder.path, "means", means(window));
    const alone = await analyse([file], [own]);
    // Each event fires one.
    expect(alone.metrics.results_total.means?.series).toBe(alone.metrics.records_accepted_total);
    folder.remove();
  },
);
