import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openPage } from "../support/page.ts";

const folder = mkdtempSync(join(tmpdir(), "weir-preview-"));
const page = openPage();
afterAll(async () => {
  await page.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const preview = (path: string, mapping?: Record<string, unknown>) =>
  page.request("csv.preview", { paths: [path], rows: 10, ...(mapping === undefined ? {} : { mapping }) });

/** Seconds since it was switched on, in a column whose name does not say so. */
const odd = file("odd.csv", `n;x;reading;place\n${[45, 46, 47].map((s) => `${s};${s};1,${s};hall\n`).join("")}`);

test("a file whose time is not found shows its rows and columns, and is read once a person has chosen them", async () => {
  const first = await preview(odd);
  expect(first.unread).toBe("no time column was found");
  expect(first.columns).toEqual(["n", "x", "reading", "place"]);
  expect(first.rows.map(({ raw, events }) => [raw, events])).toEqual([45, 46, 47].map((s) => [`${s};${s};1,${s};hall`, []]));
  expect(first.counts).toMatchObject({ read: 3, accepted: 0 });
  expect(first.mapping).toMatchObject({ delimiter: ";", decimal: ",", header: true, time: { columns: [] } });
  expect(first.answers.map(({ field }) => field)).toEqual(["encoding", "delimiter", "quote", "header", "decimal"]);

  expect(first.timeFormats).toEqual(["epoch-s", "epoch-s", null, null]);

  // With half of it chosen nothing is read yet, and nothing is refused.
  const half = await preview(odd, { ...first.mapping, time: { columns: ["x"], format: "epoch-s" } });
  expect(half.unread).toBe("");
  expect(half.mapping).toMatchObject({ time: { columns: ["x"] } });
  expect(half.rows.every(({ refused }) => refused === null)).toBe(true);

  const whole = await preview(odd, { ...half.mapping, value: "reading", station: "place" });
  expect(whole.unread).toBeNull();
  expect(whole.rows.map(({ events }) => [events[0]?.time, events[0]?.station, events[0]?.value])).toEqual(
    [45, 46, 47].map((s) => [s * 1000, "hall", 1 + s / 100]),
  );
  expect(whole.answers.find(({ field }) => field === "delimiter")?.reason).not.toBe("");
});

test("where only the value is not found, the time stands in the mapping already", async () => {
  const words = file(
    "words.csv",
    "time,state\n2026-03-01T00:00:00Z,idle\n2026-03-01T00:01:00Z,busy\n2026-03-01T00:02:00Z,cold\n",
  );
  const { unread, mapping } = await preview(words);
  expect(unread).toMatch(/^no column of numbers was found$/);
  expect(mapping).toMatchObject({ time: { columns: ["time"], format: "ymd" } });
});

test("each column that holds times says how it would be read as the time", async () => {
  const rows = [1, 2, 3].map((d) => `0${d}.03.2026 10:00,2026-03-0${d}T10:00:00Z,1767361${d}00000,hall,${d}.5`);
  const { timeFormats, mapping } = await preview(file("times.csv", `sent,seen,ms,place,level\n${rows.join("\n")}\n`));
  expect(timeFormats.slice(0, 4)).toEqual(["dmy", "ymd", "epoch-ms", null]);
  // Columns nobody parted like this are not looked at.
  const { columns: _columns, ...rest } = mapping;
  const other = await preview(join(folder, "times.csv"), { ...rest, delimiter: ";", time: { columns: [] } });
  expect(other.timeFormats).toEqual([null]);
});

test("columns parted otherwise are read from the file again before any is chosen", async () => {
  const { mapping } = await preview(odd);
  const { columns: _columns, ...rest } = mapping;
  const other = await preview(odd, { ...rest, delimiter: " " });
  expect(other.columns).toEqual(["n;x;reading;place"]);
  expect(other.unread).toBe("");
  await expect(preview(odd, { ...rest, delimiter: "two" })).rejects.toThrow(/mapping: field delimiter/);
});

test("what is no table of two columns, or empty, is refused in one line", async () => {
  await expect(preview(file("list.csv", "name\nAnn\nBob\nCid\n"))).rejects.toThrow(/list\.csv: no time column was found/);
  await expect(preview(file("empty.csv", ""))).rejects.toThrow(/empty\.csv is empty/);
  await expect(preview(file("header.csv", "time,value\n"))).rejects.toThrow(/header\.csv/);
});

test("of a folder the mapping is that of all its files: it says what it leaves out, and opens what only some of them have", async () => {
  const days = join(folder, "days");
  mkdirSync(days);
  file("days/day-1.csv", "time,temp\n2026-03-01 10:00:00,20.5\n2026-03-01 11:00:00,21.5\n");
  file("days/day-2.csv", "hum;time;temp\n41,5;2026-03-02 10:00:00;22,5\n42,5;2026-03-02 11:00:00;23,5\n");
  file("days/notes.txt", "Nothing\nto read\n");
  const shown = await preview(days);
  expect(shown).toMatchObject({ files: 2, columns: ["time", "temp", "hum"], unread: null, counts: { read: 2, accepted: 2 } });
  expect(shown.notes).toEqual([
    "left out: notes.txt (no time column was found)",
    'read otherwise than day-1.csv: day-2.csv (parted by ";", decimal comma, with "hum")',
  ]);
  expect(shown.mapping).toMatchObject({ values: ["temp", "hum"], columns: ["time", "temp", "hum"] });
  const { notes, counts, columns } = shown;
  expect(await preview(days, shown.mapping)).toMatchObject({ notes, counts, columns });

  const other = file("days/other.csv", "time,power\n2026-03-02 10:00:00,1\n2026-03-02 11:00:00,2\n");
  await expect(preview(days)).rejects.toThrow(/other\.csv has other columns \(time, power\)/);
  rmSync(other);

  await page.request("csv.scan", { paths: [days], mapping: shown.mapping });
  await expect.poll(async () => (await page.request("csv.scanned", null))?.state).toBe("done");
  expect(await page.request("csv.scanned", null)).toMatchObject({ read: 4, accepted: 4 });

  // What opens it without a look first, such as a workspace, finds the same beside what is open.
  await page.request("session.open", { kind: "files", paths: [days] });
  await page.done();
  expect(await page.request("session.notes", null)).toEqual(notes);
});
