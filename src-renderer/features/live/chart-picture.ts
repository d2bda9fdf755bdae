import { useAnnotations } from "../../bridge/annotations.ts";
import { request } from "../../bridge/bridge.ts";
import { eventFormats, fileName, writeEvents } from "../../bridge/export-events.ts";
import { useKeys } from "../../bridge/keys.ts";
import { notify, useFrame } from "../../frame-actions.ts";
import { dayAndClock, zoneName } from "../../ui/format-time.ts";
import { type Palette, paletteOf, seriesColour } from "../../ui/palette.ts";
import { grid } from "./chart-option.ts";
import { keyLabel } from "./key-label.ts";
import { type ChartModel, followedRange, type Range, useLive } from "./live-store.ts";
import { overlayDash } from "./overlay-names.ts";
import { chartTitle } from "./saved-charts.ts";

const HEAD = 46;
const FONT = "Inter Variable, Inter, sans-serif";

/** The chart in use and what it shows; null without one. */
function shown(): { readonly chart: ChartModel; readonly range: Range } | null {
  const { charts, active, linked, frozen } = useLive.getState();
  const chart = charts.find(({ id }) => id === active) ?? charts[0];
  const range = (linked ? null : chart?.range) ?? useFrame.getState().range ?? frozen ?? followedRange();
  return chart === undefined || range === null ? null : { chart, range };
}

/** The chart in use with its names, times, cursors and notes, as a picture on the clipboard. */
export async function copyChart(): Promise<void> {
  const picture = chartPicture();
  if (picture === null) return notify("There is no chart to copy");
  await request("app.copyImage", { png: picture.png });
  notify(`${picture.title}: the chart is on the clipboard`, "success");
}

/** As it is on the screen, a PNG as a data URL; null without a chart. */
function chartPicture(): { readonly png: string; readonly title: string } | null {
  const what = shown();
  const box = what === null ? null : document.querySelector(`.live-chart[data-id="${CSS.escape(what.chart.id)}"]`);
  const [under, axes, lines] = [
    box?.querySelector<HTMLCanvasElement>('.chart canvas[data-zr-dom-id^="zr_-1"]'),
    box?.querySelector<HTMLCanvasElement>('.chart canvas[data-zr-dom-id^="zr_0"]'),
    box?.querySelector<HTMLCanvasElement>(".series-canvas"),
  ];
  if (what === null || !under || !axes || !lines) return null;
  const { dark, zone } = useFrame.getState();
  const palette = paletteOf(dark);
  const scale = axes.width / Math.max(1, axes.clientWidth);
  const canvas = document.createElement("canvas");
  canvas.width = axes.width;
  canvas.height = axes.height + Math.round(HEAD * scale);
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.fillStyle = palette["bg-base"];
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(under, 0, HEAD * scale);
  context.drawImage(lines, 0, HEAD * scale);
  context.drawImage(axes, 0, HEAD * scale);
  context.scale(scale, scale);
  const { byId } = useKeys.getState();
  const { from, to } = what.range;
  context.fillStyle = palette["fg-1"];
  context.font = `600 13px ${FONT}`;
  const title = chartTitle(what.chart, byId);
  context.fillText(title, 12, 18);
  const after = 24 + context.measureText(title).width;
  context.fillStyle = palette["fg-3"];
  context.font = `11px ${FONT}`;
  context.fillText(`${dayAndClock(from, zone)} – ${dayAndClock(to, zone)} ${zoneName(zone)}`, after, 18);
  const infos = what.chart.keys.map((id) => byId.get(id));
  let x = 12;
  infos.forEach((info, index) => {
    context.fillStyle = seriesColour(palette, index);
    context.fillRect(x, 33, 12, 2);
    context.fillStyle = palette["fg-2"];
    const label = keyLabel(info, infos);
    context.fillText(label, x + 17, 38);
    x += 35 + context.measureText(label).width;
  });
  // Their colours are those of the keys: of each the name alone.
  for (const choice of what.chart.derived) {
    context.strokeStyle = palette["fg-2"];
    context.setLineDash(overlayDash(choice, what.chart.derived) === "dotted" ? [1, 2] : [4, 3]);
    context.beginPath();
    context.moveTo(x, 34);
    context.lineTo(x + 12, 34);
    context.stroke();
    context.fillText(choice.label, x + 17, 38);
    x += 35 + context.measureText(choice.label).width;
  }
  drawOver(context, { width: axes.clientWidth, height: axes.clientHeight }, what.range, palette);
  return { png: canvas.toDataURL("image/png"), title };
}

/** What lies over the chart on the screen: notes, and the cursors A and B. */
function drawOver(
  context: CanvasRenderingContext2D,
  { width, height }: { readonly width: number; readonly height: number },
  { from, to }: Range,
  palette: Palette,
): void {
  const { a, b } = useLive.getState();
  const lines = [
    ...useAnnotations.getState().notes.map(({ time, text }) => ({ time, text: text.slice(0, 60), colour: palette["fg-2"] })),
    ...(a === null ? [] : [{ time: a, text: "A", colour: palette.accent }]),
    ...(b === null ? [] : [{ time: b, text: "B", colour: palette.accent }]),
  ];
  context.setLineDash([]);
  for (const { time, text, colour } of lines) {
    if (time < from || time > to) continue;
    const at = grid.left + ((time - from) / (to - from)) * (width - grid.left - grid.right);
    context.fillStyle = colour;
    context.fillRect(at, HEAD, 1, height - grid.bottom);
    context.fillText(text, at + 4, HEAD + 10);
  }
}

async function savePicture(path: string): Promise<void> {
  const picture = chartPicture();
  if (picture === null) return notify("There is no chart to export");
  await request("app.saveImage", { png: picture.png, path });
  notify(`The picture of the chart is in ${path}`, "success");
}

/** The events of the chart in use, between its edges, as CSV or Parquet, or its picture. */
export async function exportChart(): Promise<void> {
  const what = shown();
  if (what === null || what.chart.keys.length === 0) return notify("There is no chart to export");
  const { byId } = useKeys.getState();
  const keys = what.chart.keys.flatMap((id) => byId.get(id) ?? []);
  const path = await request("dialog.save", {
    title: "Export what the chart shows",
    defaultPath: `${fileName(chartTitle(what.chart, byId))}.csv`,
    filters: [...eventFormats, { name: "Picture", extensions: ["png"] }],
  });
  if (path === null) return;
  if (path.toLowerCase().endsWith(".png")) return savePicture(path);
  await writeEvents(path, keys, what.range);
}
