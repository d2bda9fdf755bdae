import { expect, test } from "vitest";
import { withBrokerSecret } from "../../src-main/desktop/broker-secret.ts";

const secrets = { get: (profile: string) => (profile === "south" ? "s3cret" : null) };
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
      profile === "login:amqp://mq" ? JSON.stringify({ user: "me", password: "s3cret" }) : secrets.get(profile),
  };
  const asked = { profile: "login:amqp://mq", user: null, password: null };
  expect(withBrokerSecret("session.login", asked, kept)).toEqual({ ...asked, user: "me", password: "s3cret" });
  const profile = { profile: "south", user: "me", password: null };
  expect(withBrokerSecret("session.login", profile, kept)).toEqual({ ...profile, password: "s3cret" });
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
