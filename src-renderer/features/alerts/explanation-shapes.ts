import type { Palette } from "../../ui/palette.ts";
import type { ExpectedBand, Forecast } from "./evidence-shapes.ts";

/** The fitted line with its band over the readings it was fitted to, the prediction from there on, and the interval of its time on the threshold. */
export function forecastSeries({ crossing, low, high, threshold, line, start, cone }: Forecast, palette: Palette) {
  const quiet = { silent: true, showSymbol: false };
  const fitted =
    line === null
      ? []
      : [
          area(
            "fitted band",
            [
              [line.from[0], line.from[1] - line.around],
              [line.from[0], line.from[1] + line.around],
              [line.to[0], line.to[1] + line.around],
              [line.to[0], line.to[1] - line.around],
            ],
            palette["fg-2"],
          ),
          {
            ...quiet,
            type: "line",
            name: "fitted",
            data: [line.from, line.to],
            z: 4,
            lineStyle: { width: 1.4, color: palette["fg-1"] },
          },
        ];
  return [
    ...fitted,
    area("forecast", cone, palette["fg-2"]),
    {
      ...quiet,
      type: "line",
      data: [start, [crossing, threshold]],
      lineStyle: { type: "dashed", width: 1.2, color: palette["fg-1"] },
    },
    {
      type: "line",
      data: [
        [low, threshold],
        [high, threshold],
      ],
      showSymbol: true,
      symbol: "rect",
      symbolSize: [1, 8],
      silent: true,
      lineStyle: { width: 1.6, color: palette["crit-mark"] },
      itemStyle: { color: palette["crit-mark"] },
    },
    {
      type: "scatter",
      z: 4,
      silent: true,
      data: [[crossing, threshold]],
      symbol: "circle",
      symbolSize: 9,
      itemStyle: { color: palette["bg-base"], borderColor: palette["crit-mark"], borderWidth: 1.6, opacity: 1 },
    },
  ];
}

/** What was expected over the evidence, as a band with its middle. */
export function bandSeries({ expected, low, high }: ExpectedBand, from: number, to: number, palette: Palette) {
  return [
    area(
      "expected band",
      [
        [from, low],
        [from, high],
        [to, high],
        [to, low],
      ],
      palette["fg-2"],
    ),
    {
      type: "line",
      name: "expected",
      data: [
        [from, expected],
        [to, expected],
      ],
      silent: true,
      showSymbol: false,
      lineStyle: { type: "dashed", width: 1.2, color: palette["fg-2"] },
    },
  ];
}

/** A filled shape in values of the axes, which make room for it; under the lines. */
const area = (name: string, corners: readonly (readonly [number, number])[], color: string) => ({
  type: "custom",
  name,
  silent: true,
  clip: true,
  z: 1,
  data: corners.map(([time, value]) => [time, value]),
  // Drawn once, with the first corner: the rest are there for the axes.
  renderItem: ({ dataIndex }: { dataIndex: number }, api: { coord(point: readonly number[]): number[] }) =>
    dataIndex > 0
      ? null
      : {
          type: "polygon",
          shape: { points: corners.map((corner) => api.coord(corner)) },
          style: { fill: color, opacity: 0.22 },
        },
});
