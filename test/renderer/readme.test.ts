import { expect, test } from "vitest";
import { Readme } from "../../src-renderer/features/plugins/readme.tsx";

test.each(["[", "[a](", "**", "`", "_a"])("a README of nothing but %s is shown at once", (piece) => {
  expect(Readme({ text: piece.repeat(200_000 / piece.length) })).toBeTruthy();
});
