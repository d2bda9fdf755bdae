import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { client, csvRows, HEADER } from "../../sources/rabbitmq/queue-client.ts";
import { temporaryFolder } from "../../support/bts-file.ts";
import { workerDir } from "../../support/page.ts";

const url = inject("amqpUrl");
const folder = temporaryFolder();
const file = join(folder.path, "rows.csv");
const text = `${HEADER}\n${csvRows(600).join("\n")}\n`;
writeFileSync(file, text);
afterAll(() => folder.remove());

test.each([
  ["a file at a pace", file, ["--rate", "50/s"], "SIGINT"],
  ["a file at a pace", file, ["--rate", "50/s"], "SIGHUP"],
  ["a pipe that has gone silent", "-", [], "SIGTERM"],
] as const)("of %s that is stopped it is said that it is a part (%s)", async (_, source, how, signal) => {
  const server = await client(url);
  const args = ["publish", source, "--amqp", url, "--queue", server.queue, ...how];
  const child = spawn(process.execPath, [join(workerDir, "main.js"), ...args], { stdio: ["pipe", "ignore", "pipe"] });
  child.stdin.on("error", () => {});
  child.stdin.write(text);
  let said = "";
  child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
  const ended = once(child, "close");
  const waiting = async (): Promise<number> => (await server.channel.checkQueue(server.queue)).messageCount;
  await expect.poll(waiting, { timeout: 30_000 }).toBeGreaterThan(0);
  child.kill(signal);
  expect(await ended).toEqual([1, null]);
  const published = await waiting();
  const name = source === "-" ? "stdin" : file;
  expect(said).toMatch(
    new RegExp(`^weir: stopped before the end of ${name}: ${published} messages published to ${server.queue}\n$`),
  );
  await server.close();
});
