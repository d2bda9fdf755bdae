import { expect, test } from "vitest";
import type { Status } from "../../src-main/ipc/contract.ts";
import { lateNews } from "../../src-renderer/features/live/late-news.ts";

const of = (read: number, rows: number, wait: number) =>
  lateNews({ late: { rows, wait }, metrics: { records_read_total: read } as Status["metrics"] });

test("many late rows are told, with a wait that people know and that takes nearly all of them", () => {
  expect(of(1000, 920, 4.2 * 60_000)).toEqual({ share: 0.92, wait: 5 * 60_000 });
  expect(of(1000, 60, 1)).toEqual({ share: 0.06, wait: 1000 });
});

test("few are not, nor those no wait of a day would take", () => {
  expect(of(1000, 49, 1000)).toBeNull();
  expect(of(100_000, 900, 1000)).toBeNull();
  expect(of(1000, 900, 25 * 3_600_000)).toBeNull();
  expect(lateNews({ late: null, metrics: null })).toBeNull();
});
