import { execFileSync } from "node:child_process";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { peekQueue, testConnection } from "../../../src-main/sources/rabbitmq/try-connection.ts";
import { Broker, freePorts } from "../../support/broker.ts";
import { temporaryFolder } from "../../support/bts-file.ts";
import { address, client, csvRows, HEADER, open, queueName, readAll } from "./queue-client.ts";

const url = inject("amqpUrl");
let server: Awaited<ReturnType<typeof client>>;
beforeEach(async () => {
  server = await client(url);
});
afterEach(() => server.close());

const withColumns = () => ({ headers: { "weir-columns": HEADER } });

function changed(change: (url: URL) => void): string {
  const other = new URL(url);
  change(other);
  return other.toString();
}

test("a wrong password is told in one line that holds none", async () => {
  const wrong = changed((other) => (other.password = "s3cret"));
  const error = await open(address(wrong, server.queue)).catch((e: Error) => e);
  expect(String(error)).toMatch(/refused the login: wrong user or password/);
  expect(String(error)).not.toMatch(/s3cret|\n/);
});

test("a wrong virtual host, a missing queue, a missing exchange and a dead port are told apart", async () => {
  const [port] = await freePorts(1);
  await expect(
    open(
      address(
        changed((other) => (other.pathname = "/nowhere")),
        server.queue,
      ),
    ),
  ).rejects.toThrow(/virtual host "nowhere" does not exist/);
  await expect(open(address(url, "no-such-queue"))).rejects.toThrow(/the queue "no-such-queue" does not exist; create it/);
  await expect(open(address(url, null, { tap: "no-such-exchange" }))).rejects.toThrow(
    /the exchange "no-such-exchange" does not exist/,
  );
  await expect(open(address(url, null, { tap: server.queue }))).rejects.toThrow(/is a queue; .* tap the exchange that feeds it/);
  await expect(open(address(url, null, { tap: "" }))).rejects.toThrow(/default exchange cannot be tapped/);
  await expect(
    open(
      address(
        changed((other) => (other.port = String(port))),
        server.queue,
      ),
    ),
  ).rejects.toThrow(/refused the connection: nothing listens there/);
});

test("a host that never answers, one that cannot be found and a port of something else are told apart", async () => {
  const sockets: Socket[] = [];
  const listen = async (answer: string): Promise<{ url: string; server: Server }> => {
    const listener = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {});
      if (answer !== "") socket.end(answer);
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    return { url: `amqp://127.0.0.1:${(listener.address() as AddressInfo).port}`, server: listener };
  };
  const silent = await listen("");
  const web = await listen("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  const answers = async (broker: string): Promise<string> => {
    const steps = await testConnection({ url: broker, connectTimeout: 300 }, { queue: null, tap: null });
    return steps.at(-1)?.answer ?? "";
  };
  expect(await answers(silent.url)).toMatch(/cannot be reached \(ETIMEDOUT\); check the network and the port$/);
  expect(await answers(web.url)).toMatch(/does not answer as a RabbitMQ does; check the port/);
  expect(await answers("amqp://no-such-host.invalid")).toMatch(/host name not found; check the spelling$/);
  for (const socket of sockets) socket.destroy();
  for (const { server: listener } of [silent, web]) listener.close();
});

test("a queue of another connection is left alone and explained", async () => {
  const own = await server.channel.assertQueue("", { exclusive: true });
  await expect(open(address(url, own.queue))).rejects.toThrow(/exclusive to another connection/);
});

test("a limit leaves the rest in the queue", async () => {
  await server.send(csvRows(50), withColumns);
  const source = await open(address(url, server.queue, { limit: 20 }));
  const { rows } = await readAll(source);
  await source.close();
  expect(rows).toBe(20);
  expect(source.bounded).toBe(true);
  expect((await server.channel.checkQueue(server.queue)).messageCount).toBe(30);
});

test("a preview takes nothing and keeps the order", async () => {
  await server.send(csvRows(10), withColumns);
  const peeked = await peekQueue({ url }, server.queue, 4);
  expect(peeked.map(({ bytes, columns }) => `${columns}|${bytes}`)).toEqual(csvRows(4).map((row) => `${HEADER}|${row}`));
  const source = await open(address(url, server.queue, { limit: 10 }));
  const { events } = await readAll(source);
  await source.close();
  expect(events.map((event) => event.split(" ").at(-1))).toEqual(csvRows(10).map((row) => row.split(",")[3]));
});

test("a connection test goes step by step and stops at the first that fails", async () => {
  await server.send(csvRows(3));
  const good = await testConnection({ url }, { queue: server.queue, tap: null });
  expect(good.map(({ name, ok }) => `${name} ${ok}`)).toEqual(["address true", "log in true", "queue true"]);
  expect(good.at(-1)?.answer).toBe("3 messages wait, 0 consumers");
  const bad = await testConnection({ url: changed((other) => (other.password = "no")) }, { queue: "x", tap: null });
  expect(bad.map(({ name, ok }) => `${name} ${ok}`)).toEqual(["address true", "log in false"]);
});

test("a tap beside another consumer: both receive every message", async () => {
  const exchange = queueName();
  await server.channel.assertExchange(exchange, "topic", { autoDelete: true });
  await server.channel.bindQueue(server.queue, exchange, "#");
  const other: string[] = [];
  await server.channel.consume(server.queue, (message) => other.push(String(message?.content)), { noAck: true });
  const source = await open(address(url, null, { tap: exchange, limit: 300 }));
  for (const row of csvRows(300)) server.channel.publish(exchange, "north.temp", Buffer.from(row), withColumns());
  await server.channel.waitForConfirms();
  const { rows } = await readAll(source);
  await source.close();
  expect(rows).toBe(300);
  await expect.poll(() => other.length).toBe(300);
});

test("paused, the queue keeps what arrives; resumed, nothing is missing", async () => {
  const source = await open(address(url, server.queue));
  source.pause();
  await expect.poll(() => source.connection.state).toBe("paused");
  await server.send(csvRows(100), withColumns);
  expect((await server.channel.checkQueue(server.queue)).messageCount).toBe(100);
  source.resume();
  const { rows } = await readAll(source, (read) => read.rows >= 100);
  await source.close();
  expect(rows).toBe(100);
});

test("holds no more than the high mark and little beside, and still reads everything", async () => {
  await server.send(csvRows(20_000), withColumns);
  const source = await open(address(url, server.queue), { highMark: 1000, lowMark: 500 });
  // Nobody reads: the consumer is cancelled and the rest stays with the broker.
  await expect.poll(async () => (await server.channel.checkQueue(server.queue)).consumerCount, { timeout: 10_000 }).toBe(0);
  const { rows } = await readAll(source, (read) => read.rows >= 20_000);
  await source.close();
  expect(rows).toBe(20_000);
});

test("holds no more bytes than it may, however few the messages", async () => {
  const rows = csvRows(100).join("\n");
  await server.send(
    Array.from({ length: 500 }, () => rows),
    withColumns,
  );
  const source = await open(address(url, server.queue), { highBytes: 50_000 });
  await expect.poll(async () => (await server.channel.checkQueue(server.queue)).consumerCount, { timeout: 10_000 }).toBe(0);
  const read = await readAll(source, ({ rows: n }) => n >= 50_000);
  await source.close();
  expect(read.rows).toBe(50_000);
});

test("an unknown CA is told, and with its file the connection stands", async () => {
  const folder = temporaryFolder();
  const file = (name: string): string => join(folder.path, name);
  const openssl = (...words: string[]) => execFileSync("openssl", words, { cwd: folder.path, stdio: "pipe" });
  openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=weir test CA",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
  );
  openssl(
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-subj",
    "/CN=localhost",
    "-keyout",
    "server.key",
    "-out",
    "server.csr",
    "-addext",
    "subjectAltName=DNS:localhost",
  );
  openssl(
    "x509",
    "-req",
    "-in",
    "server.csr",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "2",
    "-out",
    "server.pem",
    "-copy_extensions",
    "copy",
  );
  const broker = await Broker.start({ tls: { ca: file("ca.pem"), cert: file("server.pem"), key: file("server.key") } });
  try {
    const unknown = await testConnection({ url: broker.tlsUrl }, { queue: null, tap: null });
    expect(unknown.at(-1)?.answer).toMatch(/certificate is not trusted .*give the CA file/);
    const known = await testConnection({ url: broker.tlsUrl, caFile: file("ca.pem") }, { queue: null, tap: null });
    expect(known.at(-1)).toMatchObject({ name: "log in", ok: true });
  } finally {
    await broker.stop();
    folder.remove();
  }
});
