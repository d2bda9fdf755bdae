import { useEffect, useRef } from "react";
import { type ChartInstance, type ChartOption, echarts } from "./echarts.ts";
import { forget, oneAFrame } from "./one-a-frame.ts";

export interface ChartProps {
  readonly option: ChartOption;
  readonly label: string;
  /** Charts of one group share cursor and zoom. */
  readonly group?: string;
  /** Every series and axis has an `id`: those that stay are changed instead of made anew, which is faster. */
  readonly keepById?: boolean;
  /** Called once with the chart, to listen to it; returns the clean-up. */
  readonly onReady?: (chart: ChartInstance) => (() => void) | undefined;
  readonly "data-testid"?: string;
}

const withOption = new WeakSet<ChartInstance>();

/** Whether the chart has axes to ask for a pixel: ECharts says that it has drawn before it was told what. */
export const hasAxes = (chart: ChartInstance): boolean => withOption.has(chart) && !chart.isDisposed();

/** An ECharts canvas that fills its parent and follows its size; the whole option is replaced when it changes. */
export function Chart({ option, label, group, keepById = false, onReady, ...rest }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ChartInstance | null>(null);
  const ready = useRef(onReady);
  ready.current = onReady;

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const instance = echarts.init(element, null, { renderer: "canvas" });
    chart.current = instance;
    const stop = ready.current?.(instance);
    const observer = new ResizeObserver(() => instance.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      stop?.();
      forget(instance);
      instance.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    const instance = chart.current;
    if (instance === null || group === undefined) return;
    instance.group = group;
    echarts.connect(group);
  }, [group]);

  useEffect(() => {
    const instance = chart.current;
    if (instance === null) return;
    if (!keepById) instance.setOption(option, { notMerge: true, lazyUpdate: true });
    else
      oneAFrame(instance, () => {
        if (instance.isDisposed()) return;
        instance.setOption(option, { replaceMerge: ["series", "xAxis", "yAxis"], lazyUpdate: false });
        withOption.add(instance);
      });
  }, [option, keepById]);

  return <div ref={box} className="chart" role="img" aria-label={label} {...rest} />;
}
