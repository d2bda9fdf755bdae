import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/bts-file.ts";

const root = resolve(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs/plugin-guide.md"), "utf8");
const folder = temporaryFolder();
afterAll(() => folder.remove());

interface Block {
  readonly head: string;
  readonly text: string;
}
const blocks: Block[] = [...guide.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].map(([, head = "", text = ""]) => ({ head, text }));

interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** As a shell would in the newcomer's folder, with `weir` as the guide's alias has it. */
function shell(command: string): Ran {
  const weir = `weir() { "${process.execPath}" "${join(root, "out/cli/main.js")}" "$@"; }`;
  try {
    const out = execFileSync("bash", ["-c", `${weir}\n${command}`], { cwd: folder.path, encoding: "utf8", stdio: "pipe" });
    return { out, err: "", code: 0 };
  } catch (error) {
    const { stdout, stderr, status } = error as { stdout: string; stderr: string; status: number };
    return { out: stdout, err: stderr, code: status };
  }
}

describe("the plugin guide, step by step in an empty folder", () => {
  let last: Ran = { out: "", err: "", code: 0 };
  beforeAll(() => expect(blocks.length).toBeGreaterThan(15));

  for (const [index, { head, text }] of blocks.entries()) {
    const file = /\bfile=(\S+)/.exec(head)?.[1];
    const name = `${index + 1}. ${file ?? `${head.split(" ").slice(0, 2).join(" ")}: ${text.split("\n")[0]?.slice(0, 70)}`}`;
    if (file !== undefined) {
      it(`${name} is written`, () => {
        const path = join(folder.path, file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      });
    } else if (/^sh run/.test(head)) {
      it(name, () => {
        const edit = /edit=(\S+) replace='([^']*)' with='([^']*)'/.exec(head);
        const path = edit === null ? null : join(folder.path, edit[1] as string);
        const before = path === null ? "" : readFileSync(path, "utf8");
        if (path !== null && edit !== null) {
          expect(before).toContain(edit[2]);
          writeFileSync(path, before.replace(edit[2] as string, edit[3] as string));
        }
        last = shell(text);
        if (path !== null) writeFileSync(path, before);
        if (/\bfails\b/.test(head)) expect(last.code).not.toBe(0);
        else expect(last, last.err).toMatchObject({ code: 0 });
      }, 60_000);
    } else if (head === "text output") {
      it(`${name} is what it prints`, () => expect(last.out.trim()).toBe(text.trim()));
    } else if (head === "text errors") {
      it(`${name} is what it complains of`, () => expect(last.err).toContain(text.trim()));
    }
  }

  it("has four alerts where it says so", () => {
    const lines = readFileSync(join(folder.path, "results/alerts.jsonl"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(4);
  });
});
