import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
// @ts-expect-error: a script without types
import { plainRowsPath, plainRowsText } from "../../../scripts/build-wasm.mjs";

test("the committed WebAssembly module is what its source compiles to", async () => {
  expect(readFileSync(plainRowsPath as string, "utf8"), "run `node scripts/build-wasm.mjs` and commit the result").toBe(
    await plainRowsText(),
  );
});
