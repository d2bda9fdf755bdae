import { expect, test } from "vitest";
import { withBrokerSecret } from "../../src-main/desktop/broker-secret.ts";
import { brokerAddress } from "../../src-main/sources/rabbitmq/broker-address.ts";
import { openPage } from "../support/page.ts";

const address = (url: string, user: string | null): string => brokerAddress(url, user) ?? "";
const secrets = {
  get: (profile: string) => (profile === "south" ? { secret: "s3cret", address: address("amqp://mq", "me") } : null),
};
const wholeTarget = {
  tap: null,
  routingKey: null,
  format: "auto",
  guarantee: "at-most-once",
  prefetch: 10,
  resultsQueue: null,
  resultsExchange: null,
  resultsSeries: [],
  caFile: null,
  certFile: null,
  keyFile: null,
  outOfOrderness: 0,
} as const;
const target = { url: "amqp://me@mq", profile: "south", user: null, password: null, queue: "events" };

test("a kept password is put into the calls that reach a broker, and into no other", () => {
  expect(withBrokerSecret("queue.test", target, secrets)).toEqual({ ...target, password: "s3cret" });
  for (const method of ["queue.create", "queue.peek", "queue.sample"])
    expect(withBrokerSecret(method, target, secrets)).toEqual({ ...target, password: "s3cret" });
  expect(withBrokerSecret("queue.peek", target, secrets)).toEqual({ ...target, password: "s3cret" });
  const open = { kind: "queue", target };
  expect(withBrokerSecret("session.open", open, secrets)).toEqual({ kind: "queue", target: { ...target, password: "s3cret" } });
  expect(withBrokerSecret("workspace.get", target, secrets)).toBe(target);
});

test("a workspace's login is kept with its user; a profile's password serves too", () => {
  const kept = {
    get: (profile: string) =>
      profile === "login:amqp://mq"
        ? { secret: JSON.stringify({ user: "me", password: "s3cret" }), address: address("amqp://mq", "me") }
        : secrets.get(profile),
  };
  const asked = { profile: "login:amqp://mq", user: null, password: null };
  expect(withBrokerSecret("session.login", asked, kept)).toEqual({
    ...asked,
    user: "me",
    password: "s3cret",
    address: address("amqp://mq", "me"),
  });
  const profile = { profile: "south", user: "me", password: null };
  expect(withBrokerSecret("session.login", profile, kept)).toEqual({
    ...profile,
    password: "s3cret",
    address: address("amqp://mq", "me"),
  });
  const typed = { profile: null, user: "me", password: "typed" };
  expect(withBrokerSecret("session.login", typed, kept)).toBe(typed);
  const gone = { ...asked, profile: "login:amqp://other" };
  expect(withBrokerSecret("session.login", gone, kept)).toEqual(gone);
});

test("a password that was typed wins; without a profile, or one that is not known, nothing is put in", () => {
  const typed = { ...target, password: "typed" };
  expect(withBrokerSecret("queue.test", typed, secrets)).toBe(typed);
  const none = { ...target, profile: null };
  expect(withBrokerSecret("queue.test", none, secrets)).toBe(none);
  expect(withBrokerSecret("queue.test", { ...target, profile: "north" }, secrets)).toEqual({ ...target, profile: "north" });
});

test("arguments of another shape go on unchanged: the session host refuses them", () => {
  for (const args of [null, "x", { kind: "files", paths: ["a.csv"] }, { kind: "queue" }])
    expect(withBrokerSecret("session.open", args, secrets)).toBe(args);
});

test("a password that cannot be decrypted any more is told in words", () => {
  const locked = {
    get: () => {
      throw new Error("keyring");
    },
  };
  expect(() => withBrokerSecret("queue.test", target, locked)).toThrow(
    /kept password of profile south cannot be read .*; enter it again/,
  );
});

test("a kept password goes to the address it was kept for, however that is written, and to no other", () => {
  for (const url of ["amqp://me@mq", "amqp://mq:5672", "amqp://MQ/%2f", "amqp://mq/"])
    expect(withBrokerSecret("queue.test", { ...target, url, user: "me" }, secrets)).toMatchObject({ password: "s3cret" });
  const others: readonly (readonly [string, string | null])[] = [
    ["amqp://evil", "me"],
    ["amqp://mq@evil", "me"],
    ["amqp://mq:5673", "me"],
    ["amqp://mq/other", "me"],
    ["amqps://mq:5672", "me"],
    ["amqp://mq", "you"],
    ["amqp://mq", null],
    ["http://mq", "me"],
    ["", "me"],
  ];
  for (const [url, user] of others) {
    const asked = { ...target, url, user };
    for (const method of ["queue.test", "queue.create", "queue.peek", "queue.sample"])
      expect(() => withBrokerSecret(method, asked, secrets)).toThrow(/profile south is for another address or user/);
    expect(() => withBrokerSecret("session.open", { kind: "queue", target: asked }, secrets)).toThrow(/another address or user/);
  }
});

test("a workspace's login is used for the broker it was kept for: the session host refuses it for another", async () => {
  const page = openPage();
  try {
    const login = { profile: "login:x", user: "me", password: "s3cret", address: address("amqp://mq:5672", "me") };
    await expect(page.request("session.login", login)).rejects.toThrow("The workspace reads no queue");
    const evil = { ...target, url: "amqp://127.0.0.1:9", user: null, password: "x", profile: null };
    const opened = page.request("session.open", { kind: "queue", target: { ...wholeTarget, ...evil } });
    await expect(opened).rejects.toThrow(/refused the connection/);
    await expect(page.request("session.login", login)).rejects.toThrow("The kept password is another broker's or user's");
    const right = { ...login, address: address("amqp://127.0.0.1:9", "me") };
    await expect(page.request("session.login", right)).rejects.toThrow(/refused the connection/);
  } finally {
    await page.close();
  }
});

test("what is kept for a workspace and is no login is asked for again, and not repeated", () => {
  for (const secret of ["s3cret", "[1]", "{}"]) {
    const kept = { get: () => ({ address: "a", secret }) };
    const asked = { profile: "login:x", user: null, password: null };
    expect(() => withBrokerSecret("session.login", asked, kept)).toThrow(
      /^The kept password of profile login:x cannot be read on this system any more; enter it again\.$/,
    );
  }
});
