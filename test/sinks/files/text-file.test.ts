import { closeSync, linkSync, lstatSync, mkdirSync, openSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { TextFile } from "../../../src-main/sinks/files/text-file.ts";
import { temporaryFolder } from "../../support/bts-file.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (name: string): string => join(folder.path, name);

test("texts and bytes stand in the file in the order they came, and `position` says how many bytes that makes", async () => {
  const file = new TextFile(at("mixed.txt"));
  const bytes = Buffer.from("bytes é\n");
  void file.append("text ü\n");
  await file.append(bytes);
  // A copy was taken.
  bytes.fill(0);
  void file.append("x".repeat(300_000));
  expect(file.position).toBe(Buffer.byteLength("text ü\nbytes é\n") + 300_000);
  await file.sync();
  expect(readFileSync(at("mixed.txt"), "utf8")).toBe(`text ü\nbytes é\n${"x".repeat(300_000)}`);
  await file.close();
});

test("a file is gone on with after the bytes it had; one that has fewer is refused, and so is one that is gone", async () => {
  writeFileSync(at("cut.txt"), "kept|beyond");
  const file = await TextFile.continued(at("cut.txt"), 5);
  void file.append("new");
  await file.close();
  expect(readFileSync(at("cut.txt"), "utf8")).toBe("kept|new");
  await expect(TextFile.continued(at("cut.txt"), 9)).rejects.toThrow(
    /cut\.txt has 8 bytes and had 9 at the checkpoint; run without --resume to start anew$/,
  );
  await expect(TextFile.continued(at("gone.txt"), 0)).rejects.toThrow(
    /cannot go on writing .*gone\.txt: it is gone; start anew$/,
  );
});

test("what cannot be opened is told to whoever waits for it to be on the disk, and to whoever closes it", async () => {
  mkdirSync(at("a-folder"));
  const file = new TextFile(at("a-folder"));
  void file.append("text");
  await expect(file.sync()).rejects.toThrow(/cannot write .*a-folder: .*; free space or choose another --out$/);
  await expect(file.close()).rejects.toThrow(/cannot write .*a-folder/);
});

test("a new file takes the place of an old one and is read by no more users; a link goes on pointing to its file, and a second name stays one", async () => {
  const write = async (name: string): Promise<void> => {
    const file = new TextFile(at(name));
    void file.append("new");
    await file.close();
  };
  writeFileSync(at("old.txt"), "old and longer", { mode: 0o600 });
  const before = statSync(at("old.txt")).ino;
  const reader = openSync(at("old.txt"), "r");
  await write("old.txt");
  expect(readFileSync(at("old.txt"), "utf8")).toBe("new");
  expect(statSync(at("old.txt")).mode & 0o777).toBe(0o600);
  expect(statSync(at("old.txt")).ino).not.toBe(before);
  // Whoever had it open keeps it.
  expect(readFileSync(reader, "utf8")).toBe("old and longer");
  closeSync(reader);
  writeFileSync(at("target.txt"), "old and longer");
  symlinkSync(at("target.txt"), at("link.txt"));
  await write("link.txt");
  expect(lstatSync(at("link.txt")).isSymbolicLink()).toBe(true);
  expect(readFileSync(at("target.txt"), "utf8")).toBe("new");
  writeFileSync(at("first.txt"), "old and longer");
  linkSync(at("first.txt"), at("second.txt"));
  await write("first.txt");
  expect(readFileSync(at("second.txt"), "utf8")).toBe("new");
});
