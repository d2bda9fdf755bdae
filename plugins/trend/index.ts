import { defineRule, hours, seconds, sliding } from "weir";

export default defineRule({
  id: "trend",
  title: "Trend",
  description: "Least-squares slope of each sensor over a sliding window, per hour.",
  by: ["station", "sensor"],
  settings: {
    size: { input: "duration", label: "Window", default: hours(6), min: seconds(1) },
    every: { input: "duration", label: "Every", default: hours(1), min: seconds(1), help: "At most the window's length." },
    points: { input: "number", label: "Events needed", default: 3, min: 2 },
  },
  window: ({ size, every }) => sliding(size, Math.min(every, size)),
  aggregates: { slope: { fn: "slope" } },
  series: { slope: { label: "Slope per hour" } },
  onWindow({ settings, record }, window) {
    if (window.count >= settings.points) record("slope", window.values.slope);
  },
});
