import type { EChartsOption } from "echarts";
import { withStandIns, withVariables } from "./palette.ts";

/** Draws charts as inline SVG without a browser. echarts is loaded at the first one. */
export async function chartSvg(option: EChartsOption, width: number, height: number): Promise<string> {
  const echarts = await import("echarts");
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ animation: false, backgroundColor: "transparent", ...withStandIns(option) });
    return withVariables(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}
