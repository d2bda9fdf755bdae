import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { freePorts } from "../support/broker.ts";

const FOLDER = resolve(import.meta.dirname, "../../src-flink");
/** What JDK 17 must open for Flink 1.20, as its own start scripts do. */
const OPENS = [
  "java.lang",
  "java.net",
  "java.io",
  "java.nio",
  "sun.nio.ch",
  "java.lang.reflect",
  "java.text",
  "java.time",
  "java.util",
]
  .concat(["java.util.concurrent", "java.util.concurrent.atomic", "java.util.concurrent.locks"])
  .map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);
const START_LIMIT = 90_000;

export interface ClusterOptions {
  readonly taskManagers?: number;
  readonly slots?: number;
  /** Flink's own settings beside ours; "" takes one of ours away. */
  readonly settings?: Readonly<Record<string, string>>;
  /** V8 is in its lib folder. */
  readonly engine?: boolean;
}

/** A Flink cluster of this machine from the Maven jars: one job manager and some task managers, 1 GB each, with V8 in its lib. */
export class LocalCluster {
  readonly url: string;
  readonly folder: string;
  readonly #classPath: string;
  readonly #taskManagers: ChildProcess[] = [];
  #jobManager: ChildProcess | null = null;
  #started = 0;

  private constructor(url: string, folder: string, classPath: string) {
    this.url = url;
    this.folder = folder;
    this.#classPath = classPath;
  }

  static async start({ taskManagers = 2, slots = 2, settings = {}, engine = true }: ClusterOptions = {}): Promise<LocalCluster> {
    const folder = mkdtempSync(join(tmpdir(), "weir-flink-"));
    const [rest, rpc, blob] = (await freePorts(3)) as [number, number, number];
    for (const name of ["conf", "checkpoints", "savepoints", "tmp", "log"]) mkdirSync(join(folder, name));
    const all: Record<string, string> = {
      "jobmanager.rpc.address": "localhost",
      "jobmanager.rpc.port": String(rpc),
      "blob.server.port": String(blob),
      "rest.address": "localhost",
      "rest.bind-address": "localhost",
      "rest.port": String(rest),
      "jobmanager.memory.process.size": "1g",
      "taskmanager.memory.process.size": "1g",
      "taskmanager.memory.managed.size": "0m",
      "taskmanager.memory.network.min": "64m",
      "taskmanager.memory.network.max": "64m",
      "taskmanager.numberOfTaskSlots": String(slots),
      "taskmanager.host": "localhost",
      "io.tmp.dirs": join(folder, "tmp"),
      "state.checkpoints.dir": `file://${folder}/checkpoints`,
      "state.savepoints.dir": `file://${folder}/savepoints`,
      // A killed task manager is told by its connection; a busy machine must not look like one.
      "heartbeat.interval": "1000",
      "heartbeat.timeout": "20000",
      "web.refresh-interval": "500",
      "metrics.fetcher.update-interval": "500",
      ...settings,
    };
    const lines = Object.entries(all).flatMap(([name, value]) => (value === "" ? [] : `${name}: ${value}`));
    writeFileSync(join(folder, "conf", "config.yaml"), `${lines.join("\n")}\n`);
    const cluster = new LocalCluster(`http://localhost:${rest}`, folder, classPath(engine));
    try {
      cluster.#jobManager = cluster.#java(
        "jobmanager",
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
        ["-Xmx448m"],
      );
      for (let i = 0; i < taskManagers; i++) cluster.addTaskManager();
      await cluster.#ready(taskManagers * slots);
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  addTaskManager(): void {
    this.#taskManagers.push(
      this.#java(`taskmanager-${++this.#started}`, "org.apache.flink.runtime.taskexecutor.TaskManagerRunner", [
        "-Xmx384m",
        "-XX:MaxDirectMemorySize=256m",
      ]),
    );
  }

  /** CPU seconds of all task managers so far (proc(5), fields 14 and 15 of stat, in ticks of 10 ms). */
  taskManagerCpu(): number {
    return this.#taskManagers.reduce((sum, { pid }) => {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      return sum + (Number(fields[11]) + Number(fields[12])) / 100;
    }, 0);
  }

  /** `kill -9` of the task manager started first. */
  async killTaskManager(): Promise<void> {
    const victim = this.#taskManagers.shift();
    if (victim === undefined) throw new Error("there is no task manager to kill");
    const gone = new Promise((done) => victim.once("exit", done));
    victim.kill("SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    const all = [...this.#taskManagers, ...(this.#jobManager === null ? [] : [this.#jobManager])];
    await Promise.all(
      all.map(async (each) => {
        if (each.exitCode !== null || each.signalCode !== null) return;
        const gone = new Promise((done) => each.once("exit", done));
        each.kill("SIGKILL");
        await gone;
      }),
    );
    if (process.env["WEIR_KEEP_FLINK"] === undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  #java(name: string, main: string, heap: readonly string[]): ChildProcess {
    const log = join(this.folder, "log", `${name}.log`);
    const child = spawn(
      "java",
      [
        ...heap,
        ...OPENS,
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=4",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        `-Dorg.slf4j.simpleLogger.logFile=${log}`,
        "-cp",
        this.#classPath,
        main,
        "--configDir",
        join(this.folder, "conf"),
        ...(name === "jobmanager" ? [] : memoryArguments()),
      ],
      // Flink takes a folder "plugins" where it stands for its own.
      {
        cwd: this.folder,
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, FLINK_CONF_DIR: join(this.folder, "conf") },
      },
    );
    child.stderr?.resume();
    return child;
  }

  async #ready(slots: number): Promise<void> {
    const limit = Date.now() + START_LIMIT;
    for (;;) {
      const overview = await fetch(`${this.url}/overview`)
        .then((response) => response.json() as Promise<{ "slots-available"?: number }>)
        .catch(() => null);
      // A task manager is known a little before its slots are.
      if (overview?.["slots-available"] === slots) return;
      if (Date.now() > limit || this.#jobManager?.exitCode != null)
        throw new Error(`the local Flink cluster did not start:\n${this.log("jobmanager").slice(-3000)}`);
      await new Promise((done) => setTimeout(done, 200));
    }
  }

  log(name: string): string {
    const path = join(this.folder, "log", `${name}.log`);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }
}

/** What Flink's start script works out for a task manager. */
function memoryArguments(): string[] {
  const settings: Readonly<Record<string, string>> = {
    "taskmanager.cpu.cores": "2.0",
    "taskmanager.memory.task.heap.size": "268435456b",
    "taskmanager.memory.task.off-heap.size": "0b",
    "taskmanager.memory.framework.heap.size": "134217728b",
    "taskmanager.memory.framework.off-heap.size": "134217728b",
    "taskmanager.memory.network.min": "67108864b",
    "taskmanager.memory.network.max": "67108864b",
    "taskmanager.memory.managed.size": "0b",
    "taskmanager.memory.jvm-metaspace.size": "201326592b",
    "taskmanager.memory.jvm-overhead.min": "268435456b",
    "taskmanager.memory.jvm-overhead.max": "268435456b",
  };
  // Told one by one: the whole must not be told beside its parts.
  return Object.entries(settings).flatMap(([name, value]) => ["-D", `${name}=${value}`]);
}

/** Jars as a cluster's lib folder has them: Flink and V8, not what travels in the job's jar. */
function classPath(engine: boolean): string {
  const lib = join(FOLDER, "target", "lib");
  const list = join(FOLDER, "target", "cluster.classpath");
  if (!existsSync(list))
    execFileSync(
      "mvn",
      ["-q", "-B", "-Pcluster", "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath"].concat(
        `-Dmdep.outputFile=${list}`,
        "-DexcludeArtifactIds=flink-connector-rabbitmq,amqp-client",
      ),
      { cwd: FOLDER, stdio: ["ignore", "ignore", "inherit"] },
    );
  mkdirSync(lib, { recursive: true });
  for (const jar of readFileSync(list, "utf8").trim().split(":")) {
    const own = join(lib, basename(jar));
    if (!existsSync(own)) copyFileSync(jar, own);
  }
  if (engine) return `${lib}/*`;
  const names = readdirSync(lib).filter((name) => !name.startsWith("javet"));
  return names.map((name) => join(lib, name)).join(":");
}
