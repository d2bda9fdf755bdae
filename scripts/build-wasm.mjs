// Compiles src-wasm with AssemblyScript into the TypeScript files that carry the modules as text. They are committed, so that nothing else
// needs the compiler; test/sources/csv/plain-rows.test.ts says when they are not what the sources give.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import asc from "assemblyscript/asc";

const root = join(import.meta.dirname ?? ".", "..");

/** The text of the file that carries the module. Throws an Error with the compiler's words. */
export async function plainRowsText() {
  const source = readFileSync(join(root, "src-wasm", "plain-rows.ts"), "utf8");
  let binary = new Uint8Array(0);
  const { error, stderr } = await asc.main(
    ["plain-rows.ts", "-o", "plain-rows.wasm", "-O3", "--runtime", "stub", "--enable", "simd", "--noAssert", "--importMemory"],
    {
      readFile: (name) => (name === "plain-rows.ts" ? source : null),
      writeFile: (name, contents) => {
        if (name === "plain-rows.wasm") binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`src-wasm/plain-rows.ts does not compile: ${stderr.toString()}`);
  const lines =
    Buffer.from(binary)
      .toString("base64")
      .match(/.{1,120}/g) ?? [];
  return `/** src-wasm/plain-rows.ts, compiled by \`node scripts/build-wasm.mjs\`. Base64. */
export const PLAIN_ROWS =
${lines.map((line) => `  "${line}"`).join(" +\n")};
`;
}

export const plainRowsPath = join(root, "src-main", "sources", "csv", "plain-rows.wasm.ts");

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(plainRowsPath, await plainRowsText());
