import { expect, test, vi } from "vitest";
import { emptyForm, passwordOf, saveProfile } from "../../src-renderer/features/sources/queue-form-model.ts";
import { takePassword, withPassword } from "../../src-renderer/ui/address-login.ts";

test.each([
  ["amqp://ana:s3cret@mq:5672/v", "amqp://ana@mq:5672/v", "s3cret"],
  [" AMQPS://ana:s3cret@mq ", "AMQPS://ana@mq ", "s3cret"],
  ["amqp://ana:s3%40c%2Fret@mq", "amqp://ana@mq", "s3@c/ret"],
  ["amqp://ana:s3@c/ret%@mq", "amqp://ana@mq", "s3@c/ret%"],
  ["amqp://:s3cret@mq", "amqp://@mq", "s3cret"],
  ["amqp://ana@mq", "amqp://ana@mq", ""],
  ["amqp://mq/a:b@c", "amqp://mq/a:b@c", ""],
  ["amqp://mq", "amqp://mq", ""],
])("the password of %j is taken out while it is typed", (typed, url, password) => {
  expect(takePassword(typed)).toEqual({ url, password });
});

test("it is put in again for the broker alone", () => {
  expect(withPassword("amqp://ana@mq/v", "s3@c/ret%")).toBe("amqp://ana:s3%40c%2Fret%25@mq/v");
  expect(withPassword("amqp://ana@mq", "")).toBe("amqp://ana@mq");
});

test("a profile keeps no password, however its address was written", () => {
  const stored = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
  });
  for (const url of ["amqp://ana:s3cret@mq", " amqp://ana:s3cret@mq", "AMQP://ana:s3cret@x@mq", "amqp://ana:x@s3cret/@mq"]) {
    const form = { ...emptyForm, byUrl: true, url };
    saveProfile(url.slice(0, 4), form);
    expect(passwordOf(form)).toContain("s3cret");
    expect([...stored.values()].join()).not.toContain("s3cret");
  }
  vi.unstubAllGlobals();
});
