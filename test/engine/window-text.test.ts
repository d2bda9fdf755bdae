import { expect, test } from "vitest";
import { formatWindow, MOST_SLIDES, parseWindow } from "../../src-main/engine/window-text.ts";

test.each([
  "none",
  "tumbling:60s",
  "sliding:1m/5s",
  "session:1d",
  "count:100/10",
  "trailing:250ms",
  `sliding:${MOST_SLIDES}ms/1ms`,
])("%s is read, and what is written of it reads the same", (text) => {
  const window = parseWindow(text);
  expect(parseWindow(formatWindow(window))).toEqual(window);
});

test.each([
  ["hopping:60s/5s", "sliding:1m/5s"],
  ["count:7", "count:7/7"],
])("%s is %s", (text, written) => {
  expect(formatWindow(parseWindow(text))).toBe(written);
});

test.each([
  ["tumbling:0", /0 must be longer than nothing/],
  ["session:0s", /0s must be longer than nothing/],
  ["sliding:60s/0ms", /0ms must be longer than nothing/],
  ["trailing:", /"" is not a duration/],
  ["tumbling:1s/1s", /tumbling takes one duration/],
  ["sliding:60s", /takes SIZE\/EVERY/],
  ["sliding:1m/5s/1s", /too many parts/],
  [`sliding:${MOST_SLIDES + 1}ms/1ms`, /more than 100000 windows/],
  ["count:0", /whole numbers of events/],
  ["count:5/0", /whole numbers of events/],
  ["count:1.5", /whole numbers of events/],
  ["toppling:1s", /is not known/],
])("%s is refused in one line", (text, message) => {
  expect(() => parseWindow(text)).toThrow(message);
});
