// `npm run test:flink`: sets up JDK 17, Maven, RabbitMQ, Xvfb and the jars, then runs test/flink against a local cluster of real JVMs.
// Arguments go to vitest: `npm run test:flink -- test/flink/parity.test.ts`.
import { join } from "node:path";
import { buildCli, buildDesktop } from "./build.mjs";
import { buildFlink } from "./build-flink.mjs";
import { electronEnvironment } from "./electron.mjs";
import { run } from "./setup/command.mjs";
import { root } from "./setup/paths.mjs";
import { orExplain } from "./setup/step.mjs";
import { setUpTests } from "./setup.mjs";

await orExplain(async () => {
  const electron = await setUpTests();
  await buildCli();
  await buildDesktop();
  await buildFlink();
  const vitest = [process.execPath, join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--project", "flink"];
  const all = [...vitest, ...process.argv.slice(2)];
  const [command, ...args] =
    process.platform === "linux" && !process.env.DISPLAY ? ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", ...all] : all;
  process.exitCode = await run(command, args, {
    stdout: 1,
    env: { ...electronEnvironment(electron), WEIR_FLINK: "1", NO_COLOR: process.env.NO_COLOR ?? "1" },
  });
});
