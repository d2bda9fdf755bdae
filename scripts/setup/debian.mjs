// System packages the tests need on Linux: a virtual display, Electron's libraries, a RabbitMQ to start.
import { existsSync } from "node:fs";
import { capture } from "./command.mjs";
import { SetupError, say, step } from "./step.mjs";

const virtualDisplay = [
  { package: "xvfb", present: () => onPath("Xvfb") && onPath("xvfb-run") },
  // xvfb only recommends it, and xvfb-run does not work without.
  { package: "xauth", present: () => onPath("xauth") },
];
const electron = [
  { package: "libgtk-3-0", present: () => library("libgtk-3.so.0") },
  { package: "libnss3", present: () => library("libnss3.so") },
  { package: "libasound2", present: () => library("libasound.so.2") },
  { package: "libgbm1", present: () => library("libgbm.so.1") },
];
const broker = [
  { package: "rabbitmq-server", present: () => existsSync("/usr/lib/rabbitmq/bin/rabbitmq-server") || onPath("rabbitmq-server") },
];

/** A key store to start for the tests of kept passwords; where it cannot be installed they are skipped. */
const keyring = [
  { package: "gnome-keyring", present: () => onPath("gnome-keyring-daemon") },
  { package: "libsecret-1-0", present: () => library("libsecret-1.so.0") },
  { package: "dbus", present: () => onPath("dbus-daemon") && onPath("dbus-send") },
];

/** Installs what the tests need and this machine lacks; explains it where it cannot. */
export function ensureTestPackages({ needsBroker }) {
  return ensure([...virtualDisplay, ...electron, ...(canInstall() ? keyring : []), ...(needsBroker ? broker : [])], "npm test");
}

/** Installs the libraries Electron's window needs; explains it where it cannot. */
export function ensureElectronPackages() {
  return ensure(electron, "npm start");
}

/** JDK and Maven, for `npm run build:flink` and `npm run test:flink` alone. */
export function ensureFlinkPackages() {
  const jdk = [
    { package: "openjdk-17-jdk-headless", present: () => onPath("javac") },
    { package: "maven", present: () => onPath("mvn") },
  ];
  return ensure(jdk, "npm run build:flink");
}

async function ensure(wanted, command) {
  if (process.platform !== "linux") return;
  const missing = wanted.filter((one) => !one.present()).map((one) => one.package);
  if (missing.length === 0) return;
  const names = missing.join(" ");
  if (!canInstall()) {
    throw new SetupError(
      `Missing on this machine: ${names} (names of Debian packages).\nInstall them, on Debian or Ubuntu with: sudo apt-get install -y --no-install-recommends ${names}\nThen run ${command} again.`,
    );
  }
  await step(`Installing Debian packages: ${names}`, () => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const install = () => capture("apt-get", ["install", "-y", "--no-install-recommends", ...missing], { env });
    let done = install();
    if (done.code !== 0) {
      say("refreshing the package lists first");
      capture("apt-get", ["update"], { env });
      done = install();
    }
    if (done.code !== 0) throw new SetupError(`apt-get install ${names} failed:\n${done.stderr.trim()}`);
  });
}

function canInstall() {
  return process.getuid?.() === 0 && onPath("apt-get");
}

function onPath(name) {
  return (process.env.PATH ?? "")
    .split(":")
    .concat("/usr/sbin", "/sbin")
    .some((folder) => existsSync(`${folder}/${name}`));
}

function library(name) {
  const known = capture("ldconfig", ["-p"], { env: { ...process.env, PATH: `${process.env.PATH}:/sbin:/usr/sbin` } });
  return (
    known.stdout.includes(`${name} `) ||
    ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"].some((folder) =>
      existsSync(`${folder}/${name}`),
    )
  );
}
