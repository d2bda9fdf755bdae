// Compiles src-wasm with AssemblyScript into the TypeScript files that carry the modules as text. They are committed, so that nothing else
// needs the compiler; test/sources/csv/plain-rows.test.ts says when they are not what the sources give.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import asc from "assemblyscript/asc";

const root = join(import.meta.dirname ?? ".", "..");

/** Name of the source, where its text goes and under which name. */
export const modules = [
  { name: "plain-rows", path: join(root, "src-main", "sources", "csv", "plain-rows.wasm.ts"), constant: "PLAIN_ROWS" },
  { name: "sort-events", path: join(root, "src-main", "sources", "sort-events.wasm.ts"), constant: "SORT_EVENTS" },
  { name: "line-text", path: join(root, "src-main", "sinks", "files", "line-text.wasm.ts"), constant: "LINE_TEXT" },
];

/** The text of the file that carries a module. Throws an Error with the compiler's words. */
export async function moduleText({ name, constant }) {
  const file = `${name}.ts`;
  let binary = new Uint8Array(0);
  const { error, stderr } = await asc.main(
    [file, "-o", `${name}.wasm`, "-O3", "--runtime", "stub", "--enable", "simd", "--noAssert", "--importMemory"],
    {
      readFile: (asked) => {
        const path = join(root, "src-wasm", asked);
        return existsSync(path) ? readFileSync(path, "utf8") : null;
      },
      writeFile: (asked, contents) => {
        if (asked === `${name}.wasm`) binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`src-wasm/${file} does not compile: ${stderr.toString()}`);
  const lines =
    Buffer.from(binary)
      .toString("base64")
      .match(/.{1,120}/g) ?? [];
  return `/** src-wasm/${file}, compiled by \`node scripts/build-wasm.mjs\`. Base64. */
export const ${constant} =
${lines.map((line) => `  "${line}"`).join(" +\n")};
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  for (const one of modules) writeFileSync(one.path, await moduleText(one));
