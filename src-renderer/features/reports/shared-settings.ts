import type { ReportCard, Setting } from "../../../src-main/ipc/contract.ts";
import type { Values } from "./pages-store.ts";

type Value = number | boolean | string;
type Valued = readonly { readonly report: Pick<ReportCard, "id" | "settings">; readonly values: Values }[];

/** A parameter of the page: one setting of every report on it that declares it. */
export interface SharedSetting {
  readonly name: string;
  /** Of a choice: every option one of the reports offers. */
  readonly declaration: Setting;
  /** Ids of the reports it goes to. */
  readonly reports: readonly string[];
  /** null: they differ. */
  readonly value: Value | null;
}

/** What the reports of a page can be told, each once: settings of one name and kind are one parameter. */
export function sharedSettings(page: Valued): SharedSetting[] {
  const found = new Map<string, SharedSetting>();
  for (const { report, values } of page)
    for (const { name, declaration } of report.settings) {
      const key = `${name} ${declaration.input}`;
      const own = values[name] ?? declaration.default;
      const before = found.get(key);
      found.set(
        key,
        before === undefined
          ? { name, declaration, reports: [report.id], value: own }
          : {
              ...before,
              declaration: both(before.declaration, declaration),
              reports: [...before.reports, report.id],
              value: before.value === own ? own : null,
            },
      );
    }
  return [...found.values()];
}

function both(a: Setting, b: Setting): Setting {
  if (a.input !== "choice" || b.input !== "choice") return a;
  const more = b.options.filter(({ value }) => !a.options.some((option) => option.value === value));
  return { ...a, options: [...a.options, ...more] };
}

/** Settings by report after the parameter was set; a report that does not offer the value keeps its own. */
export function withShared(page: Valued, { name, declaration, reports }: SharedSetting, value: Value): Record<string, Values> {
  return Object.fromEntries(
    page.flatMap(({ report, values }) => {
      const own = report.settings.find((setting) => setting.name === name && setting.declaration.input === declaration.input);
      if (own === undefined || !reports.includes(report.id)) return [];
      if (own.declaration.input === "choice" && !own.declaration.options.some((option) => option.value === value)) return [];
      return [[report.id, { ...values, [name]: value }]];
    }),
  );
}
