import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { freePorts } from "./free-ports.ts";

/** The script itself: the wrapper in /usr/sbin changes the user. */
const SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const STARTED = "Server startup complete";
const START_LIMIT = 90_000;

export interface BrokerOptions {
  /** Lines of rabbitmq.conf. */
  readonly config?: readonly string[];
  /** PEM files: it speaks TLS too, at `tlsUrl`. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
}

/** A private RabbitMQ in a temporary folder. `restart` keeps its durable queues and their persistent messages. */
export class Broker {
  readonly url: string;
  readonly tlsUrl: string;
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  #server: ChildProcess | null = null;

  private constructor(folder: string, port: number, tlsPort: number, distPort: number, { config = [], tls }: BrokerOptions) {
    this.url = `amqp://guest:guest@localhost:${port}`;
    this.tlsUrl = `amqps://guest:guest@localhost:${tlsPort}`;
    this.#folder = folder;
    const lines = [...config];
    if (tls !== undefined) {
      lines.push(
        `listeners.ssl.default = ${tlsPort}`,
        `ssl_options.cacertfile = ${tls.ca}`,
        `ssl_options.certfile = ${tls.cert}`,
        `ssl_options.keyfile = ${tls.key}`,
        "ssl_options.verify = verify_none",
      );
    }
    writeFileSync(join(folder, "rabbitmq.conf"), `${lines.join("\n")}\n`);
    writeFileSync(join(folder, "enabled_plugins"), "[].\n");
    mkdirSync(join(folder, "mnesia"));
    this.#environment = {
      PATH: process.env["PATH"],
      LANG: "C.UTF-8",
      HOME: folder,
      RABBITMQ_NODENAME: `weir-test-${port}@localhost`,
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distPort),
      RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
      RABBITMQ_LOG_BASE: join(folder, "log"),
      RABBITMQ_PID_FILE: join(folder, "pid"),
      RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "enabled_plugins"),
      // Two idle cores' worth of spinning schedulers is not what tests are for.
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+sbwt none +sbwtdcpu none +sbwtdio none",
    };
  }

  static async start(options: BrokerOptions = {}): Promise<Broker> {
    const [port, tlsPort, distPort] = (await freePorts(3)) as [number, number, number];
    const broker = new Broker(temporaryFolder("bench"), port, tlsPort, distPort, options);
    await broker.startServer();
    return broker;
  }

  /** Resolves when the broker says it has started. */
  async startServer(): Promise<void> {
    const server = spawn(SERVER, [], { env: this.#environment, stdio: ["ignore", "pipe", "pipe"], detached: true });
    this.#server = server;
    let output = "";
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => fail("did not start in time"), START_LIMIT);
      const fail = (why: string): void => {
        clearTimeout(timer);
        reject(
          new Error(
            `RabbitMQ ${why}; is rabbitmq-server installed? (node scripts/setup.mjs --tests; or set WEIR_AMQP_URL)\n${output.slice(-2000)}`,
          ),
        );
      };
      const read = (piece: Buffer): void => {
        output += piece.toString();
        if (!/completed with \d+ plugins/.test(output) && !output.includes(STARTED)) return;
        clearTimeout(timer);
        output = "";
        resolve();
      };
      server.stdout?.on("data", read);
      server.stderr?.on("data", read);
      server.once("error", (error) => fail(error.message));
      server.once("exit", (code) => fail(`ended with code ${code}`));
    });
  }

  /** A clean shutdown: clients are told, persistent messages are on disk. */
  async stopServer(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async restart(): Promise<void> {
    await this.stopServer();
    await this.startServer();
  }

  /** rabbitmqctl on this broker: `["close_all_connections", "why"]`. */
  async control(words: readonly string[]): Promise<string> {
    const control = spawn("/usr/lib/rabbitmq/bin/rabbitmqctl", ["-n", String(this.#environment["RABBITMQ_NODENAME"]), ...words], {
      env: this.#environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    control.stdout.on("data", (piece: Buffer) => (output += piece.toString()));
    control.stderr.on("data", (piece: Buffer) => (output += piece.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      control.once("error", reject);
      control.once("close", resolve);
    });
    if (code !== 0) throw new Error(`rabbitmqctl ${words.join(" ")}: ${output}`);
    return output;
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
    removeTemporaryFolder(this.#folder);
  }

  /** At once, whatever becomes of what it holds. */
  kill(): void {
    const { pid = 0, exitCode } = this.#server ?? {};
    if (pid > 0 && exitCode === null) process.kill(-pid, "SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null || server.pid === undefined) return;
    const ended = new Promise((resolve) => server.once("close", resolve));
    // Its own process group: the shell script and the Erlang machine below it.
    process.kill(-server.pid, signal);
    await ended;
  }
}

/** With the broker that WEIR_AMQP_URL names, or a private one. */
export async function withBroker<T>(use: (url: string) => Promise<T>): Promise<T> {
  const given = process.env["WEIR_AMQP_URL"];
  return given !== undefined && given !== "" ? use(given) : withPrivateBroker(({ url }) => use(url));
}

const ENDS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** With a private broker while `use` runs. Its processes are a group of their own: a signal that ends this one must end them too. */
export async function withPrivateBroker<T>(use: (broker: Broker) => Promise<T>): Promise<T> {
  const broker = await Broker.start();
  const end = (signal: NodeJS.Signals): void => {
    broker.kill();
    for (const each of ENDS) process.off(each, end);
    process.kill(process.pid, signal);
  };
  for (const signal of ENDS) process.on(signal, end);
  try {
    return await use(broker);
  } finally {
    for (const signal of ENDS) process.off(signal, end);
    await broker.stop();
  }
}
