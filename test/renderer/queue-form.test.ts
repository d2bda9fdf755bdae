import { expect, test } from "vitest";
import { emptyForm, mistakeOf, targetOf, urlOf } from "../../src-renderer/features/sources/queue-form-model.ts";

test("fields make the address a broker understands", () => {
  expect(urlOf({ ...emptyForm, host: "mq.south", port: "5671", vhost: "/bts", tls: true })).toBe("amqps://mq.south:5671/%2Fbts");
  expect(urlOf(emptyForm)).toBe("amqp://localhost:5672");
});

test("the first mistake is named with its field", () => {
  const good = { ...emptyForm, queue: "events" };
  expect(mistakeOf(good)).toBeNull();
  expect(mistakeOf({ ...good, queue: " " })?.field).toBe("queue");
  expect(mistakeOf({ ...good, reading: "tap" })?.field).toBe("exchange");
  expect(mistakeOf({ ...good, port: "99999" })?.field).toBe("port");
  expect(mistakeOf({ ...good, prefetch: "1.5" })?.field).toBe("prefetch");
  expect(mistakeOf({ ...good, byUrl: true, url: "http://mq" })?.field).toBe("url");
});

test("only what is chosen is sent: a tap names no queue", () => {
  const target = targetOf({ ...emptyForm, reading: "tap", queue: "left over", exchange: "bts", user: " me " });
  expect(target).toMatchObject({ queue: null, tap: "bts", user: "me", password: null, resultsQueue: null, prefetch: 2000 });
});
