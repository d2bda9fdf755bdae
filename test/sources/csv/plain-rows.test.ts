import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
// @ts-expect-error: a script without types
import { modules, moduleText } from "../../../scripts/build-wasm.mjs";

test.each(modules as { name: string; path: string }[])(
  "the committed WebAssembly module $name is what its source compiles to",
  async (one) => {
    expect(readFileSync(one.path, "utf8"), "run `node scripts/build-wasm.mjs` and commit the result").toBe(await moduleText(one));
  },
);
