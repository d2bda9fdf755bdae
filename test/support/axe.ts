import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const script = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}
interface Axe {
  run(context: Document, options: object): Promise<{ readonly violations: readonly Violation[] }>;
}

/**
 * What axe-core finds wrong with what the page shows: every rule of WCAG 2.2 A and AA and its best practices, or those of `rules` alone.
 * One line an element: the rule, the element, why.
 */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Not a script of the page, which its policy would refuse.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(script);
  const found = await page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: Axe };
    const options = { resultTypes: ["violations"], ...(only === null ? {} : { runOnly: { type: "rule", values: only } }) };
    return (await axe.run(document, options)).violations;
  }, rules ?? null);
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, target, failureSummary = help }) => {
      const why = failureSummary.split("\n").slice(1).join(" ").replace(/\s+/g, " ").trim();
      return `${id}: ${target.join(" ")} ${html.slice(0, 120)} (${why || help})`;
    }),
  );
}
