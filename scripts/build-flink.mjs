// `npm run build:flink`: the job that hosts a bundle on a Flink cluster (src-flink), with JDK 17 and Maven.
import { pathToFileURL } from "node:url";
import { run } from "./setup/command.mjs";
import { ensureFlinkPackages } from "./setup/debian.mjs";
import { whenChanged } from "./setup/freshness.mjs";
import { root } from "./setup/paths.mjs";
import { orExplain, SetupError, step } from "./setup/step.mjs";

/** Brings src-flink/target/weir-flink.jar up to date. */
export async function buildFlink() {
  await ensureFlinkPackages();
  await whenChanged({
    inputs: ["src-flink/pom.xml", "src-flink/src"],
    output: "src-flink/target/weir-flink.jar",
    stamp: "src-flink/target/.weir-stamp",
    build: () =>
      step("Building the Flink job (Maven fetches what it needs)", async () => {
        const code = await run("mvn", ["-q", "-B", "-f", `${root}/src-flink/pom.xml`, "package"]);
        if (code !== 0) throw new SetupError("The Flink job does not build: see the lines above.");
      }),
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await orExplain(buildFlink);
