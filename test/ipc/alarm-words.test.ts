import { expect, test } from "vitest";
import { alarmWords } from "../../src-main/ipc/key-list.ts";

test("an alarm known by a number alone says that it is one", () => {
  const names = { name: (_: string, code: string) => (code === "308" ? "Low AC voltage" : code) };
  expect(["11", "308", "LinkDown", ""].map((alarm) => alarmWords(alarm, names))).toEqual([
    "Alarm 11",
    "Low AC voltage",
    "LinkDown",
    "",
  ]);
});
