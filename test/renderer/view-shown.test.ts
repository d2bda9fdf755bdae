import { expect, test } from "vitest";
import { viewShown } from "../../src-renderer/frame/view-shown.ts";

const none = { state: "none", error: null, unallowed: null } as const;

test("Sources without a source is the first screen, so that what was open lately and the sample are never out of reach", () => {
  expect(viewShown({ view: "sources", preview: null, status: none })).toBe("start");
  expect(viewShown({ view: "start", preview: null, status: none })).toBe("start");
  expect(viewShown({ view: "live", preview: null, status: none })).toBe("live");
});

test("a file that is looked at, a source, its error and a queue that waits for leave are Sources' own", () => {
  expect(viewShown({ view: "sources", preview: ["a.csv"], status: none })).toBe("sources");
  expect(viewShown({ view: "sources", preview: null, status: { ...none, state: "reading" } })).toBe("sources");
  expect(viewShown({ view: "sources", preview: null, status: { ...none, error: "a.csv is gone" } })).toBe("sources");
  const unallowed = { queue: "q", url: "amqp://host", results: null, asked: 1 };
  expect(viewShown({ view: "sources", preview: null, status: { ...none, unallowed: unallowed as never } })).toBe("sources");
  expect(viewShown({ view: "sources", preview: null, status: null })).toBe("sources");
});
