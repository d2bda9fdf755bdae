import type { CaseRun } from "../../../src-main/ipc/contract.ts";

/** Whose code gave the alert, where that may not be the code at hand; null: nothing is to be said. */
export function casePluginSaid({ name, version, here }: CaseRun["plugin"]): string | null {
  if (here === null || here === "same") return null;
  const came = `The plugin ${name} ${version} came with the case`;
  return here === "absent"
    ? `${came}; this workspace has none of that name.`
    : `${came}; the one in this workspace has other code.`;
}
