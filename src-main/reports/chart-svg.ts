import type { EChartsOption } from "echarts";
import { withStandIns, withVariables } from "./palette.ts";

/** Without what answers a pointer: nothing comes of it in a page without scripts, and what is pointed at would take a stand-in's colour. */
function stillOf(option: EChartsOption): EChartsOption {
  const series = [option["series"] ?? []].flat();
  return { ...option, series: series.map((each) => ({ ...each, silent: true })) };
}

/** Draws charts as inline SVG without a browser. echarts is loaded at the first one. */
export async function chartSvg(option: EChartsOption, width: number, height: number): Promise<string> {
  const echarts = await import("echarts");
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ animation: false, backgroundColor: "transparent", ...withStandIns(stillOf(option)) });
    return withVariables(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}
