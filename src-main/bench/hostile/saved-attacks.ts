import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readCase } from "../../session/case/case-file.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../session/checkpoint/checkpoint-file.ts";
import { type Attack, Finding, putFile, refusedOr } from "./attack.ts";
import { hostileJson } from "./json-grammar.ts";
import { mutate } from "./mutate.ts";

const CONTENT = { positions: [1, 2, 3], state: { a: new Float64Array(20), text: "x".repeat(50) }, long: Array(300).fill(7) };
const CHECKPOINT = Buffer.concat((await encodeCheckpoint(CONTENT)).parts);

/** A checkpoint with some bytes changed: never taken for whole. */
export const checkpointAttack: Attack = {
  name: "checkpoint",
  share: 1,
  make: (random) => mutate(random, CHECKPOINT),
  async run(input) {
    const read = await refusedOr(() => decodeCheckpoint(input));
    if (read !== null && !input.equals(CHECKPOINT)) throw new Finding("a changed checkpoint is taken for whole");
    return read === null ? "refused" : "read";
  },
};

const CASE = {
  weirCase: 1,
  weir: "0.1.0",
  rule: { id: "anomaly", version: "1.0.0", settings: { threshold: 0.9 }, windows: [] },
  plugin: { name: "anomaly", version: "1.0.0", code: "0".repeat(64), files: { "index.ts": "export default null" } },
  source: "a.csv",
  alert: { id: "x", rule: "anomaly", time: 2 },
  events: { keys: [["a", "b", ""]], time: [1, 2], key: [0, 0], value: [1, 2], threshold: [null, 3], active: [0, 1], row: [1, 2] },
};

/** An alert's case file. */
export const caseAttack: Attack = {
  name: "case",
  share: 1,
  make: (random) =>
    random.below(4) === 0 ? mutate(random, gzipSync(JSON.stringify(CASE))) : gzipSync(hostileJson(random, CASE), { level: 1 }),
  async run(input, { folder }) {
    const file = join(folder, "alert.weir-case");
    putFile(file, input);
    return (await refusedOr(() => readCase(file))) === null ? "refused" : "read";
  },
};
