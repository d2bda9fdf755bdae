import type { ReportPicture } from "../../../src-main/ipc/contract.ts";
import { fontFamily } from "../../ui/chart-style.ts";
import type { ChartOption } from "../../ui/echarts.ts";
import { measured } from "../../ui/format-number.ts";
import type { Palette, Token } from "../../ui/palette.ts";

/** Tokens a report names that the app's palette calls otherwise. */
const OTHER: Readonly<Record<string, Token>> = { other: "line-3", crit: "crit-mark", warn: "warn-mark", info: "accent" };

/** `var(--name)` -> the colour of the theme that is on; any other text as it is. */
export function colourOf(text: string, palette: Palette): string {
  const name = /^var\(--([\w-]+)\)$/.exec(text)?.[1];
  if (name === undefined) return text;
  return palette[OTHER[name] ?? (name as Token)] ?? text;
}

function coloured(data: unknown, palette: Palette): unknown {
  if (typeof data === "string") return colourOf(data, palette);
  if (Array.isArray(data)) return data.map((each) => coloured(each, palette));
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, name === "fontFamily" ? fontFamily : coloured(value, palette)]),
  );
}

/** The chart of a report in the app's colours, with the numbers under the pointer. */
export function reportOption({ option }: ReportPicture, palette: Palette): ChartOption {
  const plain = coloured(option, palette) as ChartOption;
  const heat = (option["series"] as readonly { readonly type?: string }[] | undefined)?.[0]?.type === "heatmap";
  return {
    animation: false,
    backgroundColor: "transparent",
    ...plain,
    // One line at every width: a second one would lie over the axis.
    ...(option["legend"] === undefined
      ? {}
      : {
          legend: {
            ...(plain["legend"] as object),
            type: "scroll",
            pageIconColor: palette["fg-2"],
            pageIconInactiveColor: palette["line-3"],
            pageIconSize: 9,
            pageTextStyle: { color: palette["fg-2"], fontFamily, fontSize: 11 },
          },
        }),
    tooltip: {
      trigger: heat ? "item" : "axis",
      confine: true,
      axisPointer: { type: heat ? "none" : "shadow", shadowStyle: { color: palette["bg-hover"], opacity: 0.5 } },
      backgroundColor: palette["bg-pop"],
      borderColor: palette["line-2"],
      padding: [4, 8],
      textStyle: { color: palette["fg-1"], fontFamily, fontSize: 11 },
      ...(heat
        ? { formatter: cellText(option) }
        : { valueFormatter: (value: unknown) => (typeof value === "number" ? measured(value) : "–") }),
    },
  };
}

/** Text only: echarts takes what a formatter answers as HTML, and names come from data. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

function cellText(option: Readonly<Record<string, unknown>>) {
  const axis = (name: string): readonly string[] =>
    (option[name] as { readonly data?: readonly string[] } | undefined)?.data ?? [];
  const [columns, rows] = [axis("xAxis"), axis("yAxis")];
  return ({ value }: { readonly value: readonly number[] }): string => {
    const [x = 0, y = 0, , sum = 0] = value;
    return `${escaped(rows[y] ?? "")} · ${escaped(columns[x] ?? "")}: <b>${measured(sum)}</b>`;
  };
}

/** The same chart the size of a stamp: no words, no axes. */
export function thumbnailOption(picture: ReportPicture, palette: Palette): ChartOption {
  const plain = coloured(picture.option, palette) as Record<string, unknown>;
  const bare = (axis: unknown): unknown => ({ ...(axis as object), show: false });
  const series = (plain["series"] as readonly Record<string, unknown>[] | undefined) ?? [];
  return {
    animation: false,
    ...plain,
    legend: { show: false },
    grid: { left: 1, right: 1, top: 1, bottom: 1 },
    xAxis: bare(plain["xAxis"]),
    yAxis: bare(plain["yAxis"]),
    series: series.map((each) => ({
      ...each,
      label: { show: false },
      silent: true,
      barWidth: undefined,
      itemStyle: { ...(each["itemStyle"] as object | undefined), borderWidth: 0 },
      ...(Array.isArray(each["data"]) ? { data: each["data"].map(withoutLabel) } : {}),
    })),
  };
}

function withoutLabel(item: unknown): unknown {
  return typeof item === "object" && item !== null && "label" in item ? { ...item, label: undefined } : item;
}
