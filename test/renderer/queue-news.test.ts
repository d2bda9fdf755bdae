import { expect, test } from "vitest";
import { queueNews } from "../../src-renderer/features/live/queue-news.ts";

const at = (state: string, more: Partial<{ detail: string; attempt: number; nextTryMs: number | null }> = {}) => ({
  state,
  detail: "localhost:5672",
  attempt: 0,
  nextTryMs: null,
  ...more,
});

test("a lost connection is a warning that says why and when it is tried again; one given up is critical", () => {
  const why = "RabbitMQ at localhost:5672 refused the connection";
  const news = queueNews(at("reconnecting", { detail: why, attempt: 3, nextTryMs: 2000 }), 5, false);
  expect(news).toMatchObject({ tone: "warn", title: "Reconnecting, attempt 3" });
  expect(news.detail).toMatch(/^RabbitMQ at localhost:5672 refused the connection. Next try in 2.* s.$/);
  expect(queueNews(at("failed", { detail: why }), null, false)).toEqual({
    tone: "crit",
    title: "Connection given up",
    detail: why,
  });
});

test("a pause says that the queue keeps what arrives, and how much that is", () => {
  expect(queueNews(at("paused"), 1500, true).detail).toMatch(/keeps what arrives. 1.500 wait/);
  expect(queueNews(at("connected"), 0, true)).toMatchObject({ tone: "info", detail: "The queue keeps what arrives." });
  // A lost connection matters more than a pause.
  expect(queueNews(at("reconnecting"), 1500, true).tone).toBe("warn");
});

test("connected says where", () => {
  expect(queueNews(at("connected"), 0, false)).toEqual({ tone: "plain", title: "Connected", detail: "localhost:5672" });
});
