import {
  IconCamera,
  IconDownload,
  IconLink,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerTrackNext,
  IconPlus,
  IconSquareHalf,
} from "@tabler/icons-react";
import { useState } from "react";
import { readable, request } from "../../bridge/bridge.ts";
import { useDay } from "../../bridge/use-day.ts";
import { notify, runAction, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { clock, clockMinutes, day, dayAndClock } from "../../ui/format-time.ts";
import { Segments } from "../../ui/segments.tsx";
import { copyChart, exportChart } from "./chart-picture.ts";
import { ChartTools } from "./chart-tools.tsx";
import { addChart, backToLive, follow, setLinked, togglePause, useLive } from "./live-store.ts";
import { Playback } from "./playback.tsx";
import { useSharedRange } from "./use-range.ts";

const widths = [
  ["300000", "5 m"],
  ["900000", "15 m"],
  ["3600000", "1 h"],
  ["21600000", "6 h"],
  ["86400000", "24 h"],
  ["all", "All"],
] as const;
/** Of a range as long as that the days are enough, ms. */
const MONTHS = 60 * 86_400_000;
const speeds = ["max", "1", "10", "60", "100", "1000"];

type Width = (typeof widths)[number][0];
const widthOptions: readonly { readonly value: Width | ""; readonly label: string }[] = widths.map(([value, label]) => ({
  value,
  label,
}));
const followWidth = (value: string): void => {
  if (value !== "") follow(value === "all" ? null : Number(value));
};

const attempt = (work: Promise<void>): void => void work.catch((error: unknown) => notify(readable(error), "error"));

export function LiveToolbar() {
  const { width, linked, frozen, windows } = useLive();
  const range = useSharedRange();
  const chosen = useFrame((state) => state.range);
  const zone = useFrame((state) => state.zone);
  const { dayOf } = useDay();
  const reading = useFrame(
    (state) => state.status?.kind === "files" && (state.status.state === "reading" || state.status.state === "paused"),
  );
  const following = chosen === null && frozen === null;
  const followed: Width | "" = following ? (widths.find(([value]) => value === String(width ?? "all"))?.[0] ?? "") : "";
  const [speed, setSpeed] = useState("max");
  const icon = { size: 15, stroke: 1.6 };
  const sameDay = range !== null && day(range.from, zone) === day(range.to, zone);
  return (
    <div className="toolbar" role="toolbar" aria-label="What the charts show">
      <Button pressed={following} onClick={backToLive} data-testid="live-follow">
        <IconPlayerTrackNext {...icon} /> {following ? "Following" : "Back to live"}
      </Button>
      <Button onClick={togglePause} pressed={frozen !== null} title="Space" data-testid="live-pause">
        {frozen === null ? <IconPlayerPause {...icon} /> : <IconPlayerPlay {...icon} />} {frozen === null
          ? "Pause"
          : "Resume"}{" "}
      </Button>
      <span className="toolbar-widths">
        <Segments
          label="Width followed"
          value={followed === "" ? null : followed}
          options={widthOptions}
          onChange={followWidth}
        />
      </span>
      <Select
        small
        className="toolbar-width"
        aria-label="Width followed"
        value={followed}
        options={followed === "" ? [{ value: "", label: "–" }, ...widthOptions] : widthOptions}
        onChange={followWidth}
      />
      <span
        className="toolbar-range"
        data-testid="live-range"
        title={range === null ? undefined : `${dayAndClock(range.from, zone)} – ${dayAndClock(range.to, zone)}`}
      >
        {range === null
          ? ""
          : sameDay
            ? `${clock(range.from, zone)} – ${clock(range.to, zone)}`
            : range.to - range.from > MONTHS
              ? `${dayOf(range.from)} – ${dayOf(range.to)}`
              : `${dayOf(range.from)} ${clockMinutes(range.from, zone)} – ${dayOf(range.to)} ${clockMinutes(range.to, zone)}`}
      </span>
      <Playback />
      <span className="spacer" />
      {reading ? (
        <Select
          small
          className="toolbar-speed"
          aria-label="Replay speed"
          value={speed}
          options={speeds.map((value) => ({ value, label: value === "max" ? "Full speed" : `${value}×` }))}
          onChange={(value) => {
            setSpeed(value);
            void request("session.setSpeed", { speed: value === "max" ? "max" : Number(value) }).catch((error: Error) =>
              notify(error.message, "error"),
            );
          }}
        />
      ) : null}
      <Button
        pressed={windows}
        icon
        aria-label="Shade the windows of alerts"
        onClick={() => useLive.setState({ windows: !windows })}
      >
        <IconSquareHalf {...icon} />
      </Button>
      <ChartTools />
      <Button icon aria-label="Copy the chart as an image" onClick={() => attempt(copyChart())} data-testid="live-copy">
        <IconCamera {...icon} />
      </Button>
      <Button icon aria-label="Export what the chart shows" onClick={() => attempt(exportChart())} data-testid="live-export">
        <IconDownload {...icon} />
      </Button>
      <Button
        pressed={linked}
        icon
        aria-label="Charts linked: one range for all"
        onClick={() => setLinked(!linked)}
        data-testid="live-linked"
      >
        <IconLink {...icon} />
      </Button>
      <span className="toolbar-zone">
        <Segments
          label="Time zone"
          value={zone}
          options={[
            { value: "UTC", label: "UTC" },
            { value: "local", label: "Local" },
          ]}
          onChange={(value) => runAction("choose-zone", value)}
        />
      </span>
      <Button icon aria-label="New chart" onClick={() => addChart([])} data-testid="live-new-chart">
        <IconPlus {...icon} />
      </Button>
    </div>
  );
}
