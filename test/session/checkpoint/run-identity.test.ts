import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type AnalysisInput, filesInput } from "../../../src-main/session/analysis-input.ts";
import { differences } from "../../../src-main/session/checkpoint/differences.ts";
import { identityOf } from "../../../src-main/session/checkpoint/run-identity.ts";
import { temporaryFolder } from "../../support/bts-file.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (name: string): string => join(folder.path, name);
writeFileSync(at("one.csv"), "time,value\n1,2\n");
writeFileSync(at("other.csv"), "time,value\n1,2\n");
const mapping = { value: "value" };

const changes: readonly (readonly [Partial<AnalysisInput>, RegExp])[] = [
  [{ order: "arrival" }, /^--order was time and is arrival$/],
  [{ outOfOrderness: 5 }, /^--out-of-orderness was 0 ms and is 5 ms$/],
  [{ mapping: { value: "other" } }, /^the mapping was [0-9a-f]{12} and is [0-9a-f]{12}$/],
  [{ mapping: undefined }, /^the mapping was [0-9a-f]{12} and is detected$/],
  [{ stretch: { from: 1 } }, /^the stretch was {2}to {2}and is 1 to $/],
  [{ paths: [at("one.csv"), at("other.csv")] }, /^file .*other\.csv is new$/],
  [{ paths: [at("other.csv")] }, /^file .*one\.csv is missing$/],
];

test.each(changes)("a run with %o is another one, and it is said what differs", async (change, said) => {
  const input = filesInput([at("one.csv")], { mapping });
  const before = await identityOf(input, [], []);
  expect(differences(before, await identityOf({ ...input, speed: 60 }, [], []))).toEqual([]);
  expect(differences(before, await identityOf({ ...input, ...change }, [], []))[0]).toMatch(said);
});

test("a file of the same name and length with other bytes at either end is another one", async () => {
  const input = filesInput([at("grown.csv")]);
  const lines = "1,2\n".repeat(100_000);
  writeFileSync(at("grown.csv"), `time,value\n${lines}`);
  const before = await identityOf(input, [], []);
  writeFileSync(at("grown.csv"), `time,value\n${lines.slice(0, -2)}3\n`);
  expect(differences(before, await identityOf(input, [], []))).toHaveLength(1);
});
