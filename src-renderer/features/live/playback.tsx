import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { showRange, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { backToLive } from "./live-store.ts";
import { playedOn } from "./played-on.ts";

const EVERY = 100;
const speeds = ["1", "10", "60", "100", "1000"];

/** Plays what was recorded from the window in view on, as if live, while recording goes on; at its end it follows again. */
export function Playback() {
  const chosen = useFrame((state) => state.range);
  const [speed, setSpeed] = useState(60);
  const [playing, setPlaying] = useState(false);
  const detached = chosen !== null;
  useEffect(() => {
    if (!playing || !detached) return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const { range, status } = useFrame.getState();
      const next = range === null ? null : playedOn(range, (now - last) * speed, status?.shown?.to ?? null);
      last = now;
      if (next === null) {
        setPlaying(false);
        backToLive();
      } else showRange(next.from, next.to);
    }, EVERY);
    return () => clearInterval(timer);
  }, [playing, detached, speed]);
  if (!detached) return null;
  return (
    <span className="row playback">
      <Button
        pressed={playing}
        icon
        aria-label={playing ? "Stop playing" : "Play the recording from here"}
        onClick={() => setPlaying(!playing)}
        data-testid="live-play"
      >
        {playing ? <IconPlayerStop size={15} stroke={1.6} /> : <IconPlayerPlay size={15} stroke={1.6} />}
      </Button>
      <Select
        small
        className="toolbar-speed"
        aria-label="Speed of playing"
        value={String(speed)}
        options={speeds.map((value) => ({ value, label: `${value}×` }))}
        onChange={(value) => setSpeed(Number(value))}
      />
    </span>
  );
}
