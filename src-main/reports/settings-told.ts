import type { Setting } from "../../plugins/api.ts";
import { formatDuration } from "../engine/duration.ts";
import type { ReportSettings } from "./report-result.ts";

/** What a report was asked for, as its form says it (`Period: Hour of day`); what was left to it ("", a 0 that means automatic) is not told. */
export function settingsTold(declared: Readonly<Record<string, Setting>>, settings: ReportSettings): string[] {
  return Object.entries(declared).flatMap(([name, setting]) => {
    const value = settings[name];
    const left = value === undefined || value === "" || (value === 0 && "zero" in setting && setting.zero !== undefined);
    return left ? [] : [`${setting.label}: ${valueTold(setting, value)}`];
  });
}

function valueTold(setting: Setting, value: ReportSettings[string]): string {
  switch (setting.input) {
    case "toggle":
      return value === true ? "on" : "off";
    case "choice":
      return setting.options.find((option) => option.value === value)?.label ?? String(value);
    case "duration":
      return formatDuration(Number(value));
    case "number":
      return setting.unit === undefined ? String(value) : `${value} ${setting.unit}`;
    case "text":
      return String(value);
  }
}
