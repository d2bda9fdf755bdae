import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const onPath = (name: string): boolean => ["/usr/bin", "/bin"].some((folder) => existsSync(join(folder, name)));
/** On Linux a keyring and a bus can be started for one test; elsewhere the system's own would be changed. */
export const KEYRING =
  process.platform === "linux" && onPath("gnome-keyring-daemon") && onPath("dbus-daemon") && onPath("dbus-send");

/** An empty, unlocked keyring on a message bus of its own: what a desktop has from its user's login on. */
export interface Keyring {
  /** For who is to use it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startKeyring(): Promise<Keyring> {
  const home = mkdtempSync(join(tmpdir(), "weir-keyring-"));
  const runtime = join(home, "run");
  mkdirSync(runtime, { mode: 0o700 });
  const own = { HOME: home, XDG_DATA_HOME: join(home, "data"), XDG_RUNTIME_DIR: runtime };
  const bus = spawn("dbus-daemon", ["--session", "--nofork", "--print-address"], {
    env: { ...process.env, ...own },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [address] = (await once(bus.stdout, "data")) as [Buffer];
  const env = { ...own, DBUS_SESSION_BUS_ADDRESS: address.toString().trim(), XDG_CURRENT_DESKTOP: "GNOME" };
  const daemon = spawn("gnome-keyring-daemon", ["--foreground", "--unlock", "--components=secrets"], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "ignore", "ignore"],
  });
  daemon.stdin.end("the login's password");
  // It does not say when it is there; the bus does.
  while (!(await answers(env)) && daemon.exitCode === null) await new Promise((again) => setTimeout(again, 50));
  return {
    env,
    async close() {
      await ended(daemon);
      await ended(bus);
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function answers(env: Keyring["env"]): Promise<boolean> {
  const asked = spawn(
    "dbus-send",
    [
      "--session",
      "--print-reply",
      "--dest=org.freedesktop.DBus",
      "/",
      "org.freedesktop.DBus.GetNameOwner",
      "string:org.freedesktop.secrets",
    ],
    { env: { ...process.env, ...env }, stdio: "ignore" },
  );
  const [code] = (await once(asked, "exit")) as [number | null];
  return code === 0;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
