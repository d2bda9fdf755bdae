import type { Workbench } from "../session/workbench.ts";
import type { Answers } from "./answers.ts";
import type { SessionMethods } from "./contract.ts";

/** The workspace: opened, changed, saved. `saved` is told that it has been. */
export function workspaceAnswers(
  bench: Workbench,
  saved: () => Promise<void>,
): Answers<Extract<keyof SessionMethods, `workspace.${string}`>> {
  return {
    "workspace.get": () => bench.workspace,
    "workspace.new": async () => {
      await bench.newWorkspace();
      return bench.workspace;
    },
    "workspace.open": async ({ path }) => {
      await bench.openWorkspace(path);
      return bench.workspace;
    },
    "workspace.save": async ({ path }) => {
      bench.save(path.endsWith(".weir.json") ? path : `${path}.weir.json`);
      await saved();
      return null;
    },
    "workspace.update": (parts) => {
      bench.change(parts);
      return null;
    },
  };
}
