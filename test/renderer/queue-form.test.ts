import { expect, test } from "vitest";
import { changed, emptyForm, mistakeOf, targetOf, urlOf } from "../../src-renderer/features/sources/queue-form-model.ts";

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

const mapping = { time: { columns: ["made"] }, value: "scaled" };

test("columns chosen for the messages of a queue go with it, and only whole", () => {
  const form = { ...emptyForm, queue: "events" };
  expect(targetOf(form)).not.toHaveProperty("mapping");
  expect(targetOf({ ...form, mapping }).mapping).toEqual(mapping);
  expect(mistakeOf({ ...form, mapping })).toBeNull();
  expect(mistakeOf({ ...form, mapping: { time: { columns: [] }, value: "scaled" } })?.field).toBe("mapping");
  expect(mistakeOf({ ...form, mapping: { time: mapping.time } })?.field).toBe("mapping");
  // Nor messages that were looked at and say nothing of themselves, until somebody does.
  expect(mistakeOf(form, { time: { columns: [] } })?.field).toBe("mapping");
  expect(mistakeOf({ ...form, mapping }, { time: { columns: [] } })).toBeNull();
});

test("another queue has other columns; what a test told holds until what it tested is changed", () => {
  const form = { ...emptyForm, queue: "events", mapping };
  expect(changed(form, { queue: "others" })).toEqual({ form: { ...form, queue: "others", mapping: null }, proven: false });
  expect(changed(form, { queue: "events" })).toEqual({ form, proven: true });
  expect(changed(form, { password: "secret" })).toMatchObject({ form: { mapping }, proven: false });
  expect(changed(form, { results: "alerts", lateness: 5 })).toMatchObject({ form: { mapping }, proven: true });
  expect(changed(form, { mapping: null })).toMatchObject({ form: { mapping: null }, proven: true });
});
