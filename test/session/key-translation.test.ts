import { expect, test } from "vitest";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { KeyTranslation } from "../../src-main/session/key-translation.ts";

test("a source's keys become the session's, also where the session knew some before, in another order", () => {
  const table = new KeyTable();
  table.id("known", "", "");
  const translation = new KeyTranslation(table);
  translation.extend([
    ["fresh", "", ""],
    ["known", "", ""],
  ]);
  const keys = Uint32Array.of(0, 1, 0, 7);
  translation.apply(keys, 3);
  // Beyond the length nothing is touched.
  expect([...keys]).toEqual([1, 0, 1, 7]);
  // More than it had room for at first.
  translation.extend(Array.from({ length: 1000 }, (_, i) => [`s${i}`, "", ""] as const));
  const last = Uint32Array.of(1001);
  translation.apply(last, 1);
  expect(table.key(last[0]!)).toEqual(["s999", "", ""]);
});

test("where both count alike nothing is rewritten", () => {
  const table = new KeyTable();
  const translation = new KeyTranslation(table);
  translation.extend([
    ["a", "", ""],
    ["b", "", ""],
  ]);
  const keys = Uint32Array.of(1, 0);
  translation.apply(keys, 2);
  expect([...keys]).toEqual([1, 0]);
});
