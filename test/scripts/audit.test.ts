import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";

const script = resolve(import.meta.dirname, "../../scripts/audit.mjs");

/** `npm run audit` against a registry that answers every question as told. */
async function audit(answer: (asked: string) => { status: number; body: unknown }): Promise<{ code: number; said: string }> {
  const server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const bytes = Buffer.concat(parts);
    const packument = {
      name: "amqplib",
      "dist-tags": { latest: "1.0.0" },
      versions: { "1.0.0": { name: "amqplib", version: "1.0.0" } },
    };
    if (request.method === "GET") return void response.end(JSON.stringify(packument));
    const { status, body } = answer((request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString());
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    return await new Promise((done) => {
      execFile(process.execPath, [script, "--registry", registry, "--fetch-retries", "0"], (error, out, said) =>
        done({ code: error === null ? 0 : Number(error.code), said: out + said }),
      );
    });
  } finally {
    server.close();
  }
}

test("an audit says what is known of the locked versions, and that nothing was checked where the registry does not answer", async () => {
  const refused = await audit(() => ({ status: 405, body: {} }));
  expect(refused).toEqual({ code: 2, said: expect.stringMatching(/^audit: nothing was checked, .*405 .*--registry URL\n$/) });
  const clean = await audit((asked) => {
    expect(asked).toContain('"amqplib"');
    return { status: 200, body: {} };
  });
  expect(clean).toEqual({ code: 0, said: expect.stringMatching(/^audit: 0 of \d{3} packages have known faults\n$/) });
  const advisory = { id: 1, url: "https://example.org/1", title: "Reads too much", severity: "high", vulnerable_versions: "<99" };
  const found = await audit(() => ({ status: 200, body: { amqplib: [advisory] } }));
  expect(found).toEqual({
    code: 1,
    said: expect.stringMatching(/^high amqplib \*: Reads too much https:\/\/example\.org\/1\naudit: 1 of/),
  });
}, 60_000);
