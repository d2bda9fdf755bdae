import { afterEach, expect, test, vi } from "vitest";
import { ProgressLine } from "../../src-main/cli/progress-line.ts";

const { isTTY } = process.stderr;
afterEach(() => {
  process.stderr.isTTY = isTTY;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function shownOn(term: string): string {
  process.stderr.isTTY = true;
  vi.stubEnv("TERM", term);
  let said = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const progress = new ProgressLine();
  progress.update(0.5, 1000);
  progress.end();
  return said;
}

test("a bar is drawn where a terminal can take it back, and nothing where it cannot", () => {
  expect(shownOn("xterm-256color")).toContain("50 % ");
  expect(shownOn("dumb")).toBe("");
});
