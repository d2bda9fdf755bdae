import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { servePrometheus } from "../../src-main/session/prometheus.ts";

let server: Server;
let port = 0;

beforeAll(async () => {
  // A port that is free.
  const probe = createServer();
  await new Promise<void>((ready) => probe.listen(0, "127.0.0.1", ready));
  port = (probe.address() as AddressInfo).port;
  await new Promise((closed) => probe.close(closed));
  server = await servePrometheus(port, () => null);
});
afterAll(() => {
  server.close();
});

function ask(host: string, path = "/metrics"): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.once("error", reject).end();
  });
}

test("the metrics are for this machine by its own names: a page that had its name point here gets none", async () => {
  // 503: there is nothing to tell yet, but it may ask.
  for (const host of ["127.0.0.1", `127.0.0.1:${port}`, "localhost", `LocalHost:${port}`, `[::1]:${port}`])
    expect([host, await ask(host)]).toEqual([host, 503]);
  for (const host of [
    "evil.example",
    `evil.example:${port}`,
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil@localhost",
    "evil",
  ])
    expect([host, await ask(host)]).toEqual([host, 403]);
  expect(await ask("evil.example", "/")).toBe(403);
  expect(await ask("localhost", "/")).toBe(404);
});
