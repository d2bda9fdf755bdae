import fc from "fast-check";
import { expect, test } from "vitest";
import { type DiffLine, hunks, lineDiff } from "../../src-renderer/features/plugins/line-diff.ts";

const shown = (lines: readonly (DiffLine | null)[]): string =>
  lines.map((line) => (line === null ? "…" : `${{ same: " ", added: "+", removed: "-" }[line.kind]}${line.text}`)).join("|");

test("what changed stands between what stayed", () => {
  expect(shown(lineDiff("a\nb\nc\nd", "a\nx\nc\nd\ne"))).toBe(" a|-b|+x| c| d|+e");
  expect(lineDiff("a\nb", "a\nx")[2]).toEqual({ kind: "added", text: "x", before: null, after: 2 });
  const long = Array.from({ length: 30 }, (_, i) => String(i));
  const other = long.with(15, "fifteen");
  expect(shown(hunks(lineDiff(long.join("\n"), other.join("\n")), 2))).toBe("…| 13| 14|-15|+fifteen| 16| 17|…");
});

test("either text is found again in its lines, and nothing that could stay goes", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 12 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      const without = (kind: DiffLine["kind"]): string =>
        lines
          .filter((line) => line.kind !== kind)
          .map((line) => line.text)
          .join("\n");
      expect(without("added")).toBe(before);
      expect(without("removed")).toBe(after);
      if (before === after) expect(lines.every(({ kind }) => kind === "same")).toBe(true);
    }),
  );
});
