/** What must come of an attempt. `tells`: what the plugin itself got to see; the rest: what the host said. */
export type Outcome =
  | { readonly tells: string | RegExp }
  | { readonly problem: RegExp; readonly hook?: string; readonly off?: boolean }
  /** Nothing of the plugin may show. */
  | { readonly silent: true };

/** One attempt of a plugin to get out, to spoil what others use, or to use everything up. */
export interface Attempt {
  readonly name: string;
  readonly source: string;
  readonly outcome: Outcome;
  /** Ends in a killed worker or a limit: takes seconds. */
  readonly slow?: boolean;
}

/** Runs `body` at the first event and tells what it answered or what it threw; `n` counts events. */
export function probe(name: string, body: string, outcome: Outcome, { top = "", slow = false } = {}): Attempt {
  const id = idOf(name);
  const source = `import { defineRule } from "weir";
${top}
export default defineRule({ id: "${id}", title: "Bad", by: ["station"], settings: { limit: { input: "number", label: "Limit", default: 3 } },
  series: { one: { label: "One" } }, initialState: (): any => ({ n: 0 }),
  onEvent(context: any, event: any) {
    const { state, settings, key } = context;
    if (state.n++ > 0) return;
    let told: unknown;
    try { told = (() => { ${body} })(); } catch (error) { told = "refused: " + (error as Error).message; }
    context.alert({ severity: "info", title: String(told) });
  },
  onTimer() {} });
`;
  return { name, source, outcome, slow };
}

/** \`body\` is the whole hook. */
export function hook(name: string, body: string, outcome: Outcome, { top = "", rest = "", slow = false } = {}): Attempt {
  const source = `import { defineRule } from "weir";
${top}
export default defineRule({ id: "${idOf(name)}", title: "Bad", by: ["station"], series: { one: { label: "One" } },
  initialState: (): any => ({ n: 0 }), ${rest}
  onEvent(context: any, event: any) { ${body} } });
`;
  return { name, source, outcome, slow };
}

/** \`source\` is the whole module; ID stands for the id. */
export function module(name: string, source: string, outcome: Outcome, slow = false): Attempt {
  return { name, source: source.replaceAll("ID", JSON.stringify(idOf(name))), outcome, slow };
}

export const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 60);

export const SHRUG = "undefined";
export const READ_ONLY = /refused: (Cannot (assign|add|define|delete|redefine)|.*read.?only|.*not extensible)/;
export const NO_HOST =
  /refused: (process is not defined|.*not allowed|.*Function\.prototype\.constructor is not a valid constructor)/;
