import type { ReportCard } from "../../../src-main/ipc/contract.ts";
import { clearRange, setZone, showRange, useFrame, type Zone } from "../../frame-actions.ts";
import { Field, Select } from "../../ui/field.tsx";
import { dayAndClock } from "../../ui/format-time.ts";
import type { Values } from "./pages-store.ts";
import { Control } from "./report-parameters.tsx";
import { type SharedSetting, sharedSettings, withShared } from "./shared-settings.ts";

export interface PageParametersProps {
  readonly page: readonly { readonly report: ReportCard; readonly values: Values }[];
  /** Settings of the reports that change, by id; the title names the step for undo. */
  readonly onChange: (settings: Readonly<Record<string, Values>>, title: string) => void;
}

const LAST = [
  ["3600000", "Last hour"],
  ["86400000", "Last day"],
  ["604800000", "Last 7 days"],
  ["2592000000", "Last 30 days"],
] as const;

/** One row above the page: which stretch, which zone, and what its reports can be told, each once. */
export function PageParameters({ page, onChange }: PageParametersProps) {
  const range = useFrame((state) => state.range);
  const zone = useFrame((state) => state.zone);
  const from = useFrame((state) => state.status?.shown?.from ?? null);
  const to = useFrame((state) => state.status?.shown?.to ?? null);
  const outside = useFrame((state) => state.status?.shown?.outside ?? 0);
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const stray = `Without ${outside} far outside`;
  const options = [
    { value: "all", label: "Everything read" },
    ...(range === null ? [] : [{ value: "now", label: `${dayAndClock(range.from, zone)} – ${dayAndClock(range.to, zone)}` }]),
    ...(from === null || outside === 0 ? [] : [{ value: "main", label: stray }]),
    ...LAST.map(([value, label]) => ({ value, label })),
  ];
  const choose = (value: string): void => {
    if (value === "all") clearRange();
    else if (from !== null && to !== null && value !== "now")
      showRange(value === "main" ? from : Math.max(from, to - Number(value)), to);
  };
  return (
    <div
      className="row report-parameters page-parameters"
      role="toolbar"
      aria-label="Parameters of the page"
      data-testid="page-parameters"
    >
      <Field label="Range">
        <Select
          small
          value={range === null ? "all" : "now"}
          options={options}
          onChange={choose}
          aria-label="Range"
          data-testid="report-range"
        />
      </Field>
      <Field label="Zone">
        <Select
          small
          value={zone}
          options={[
            { value: "UTC" as Zone, label: "UTC" },
            { value: "local" as Zone, label: local },
          ]}
          onChange={setZone}
          aria-label="Zone of periods and hours"
          data-testid="report-zone"
        />
      </Field>
      {sharedSettings(page).map((shared) => (
        <Field
          key={`${shared.name} ${shared.declaration.input}`}
          label={<span title={titleOf(shared, page)}>{shared.declaration.label}</span>}
        >
          <Control
            declaration={shared.declaration}
            value={shared.value}
            testId={`report-parameter-${shared.name}`}
            onChange={(value) => onChange(withShared(page, shared, value), shared.declaration.label.toLowerCase())}
          />
        </Field>
      ))}
    </div>
  );
}

/** Where it goes, and what it means. */
function titleOf({ declaration, reports }: SharedSetting, page: PageParametersProps["page"]): string {
  const titles = page.flatMap(({ report }) => (reports.includes(report.id) ? [report.title] : []));
  return [declaration.help, `Of: ${titles.join(", ")}`].filter(Boolean).join("\n");
}
