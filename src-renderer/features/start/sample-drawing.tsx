const WIDTH = 820;
const HEIGHT = 300;
const THRESHOLD = 92;

/** Daily cycles of twelve rooms drawn, not measured: what the sample looks like. Two of them climb to the threshold. */
export function SampleDrawing() {
  return (
    <div className="start-drawing">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label="Room temperatures; two of them climb over their threshold, as in the sample data"
      >
        {[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => (
          <path
            key={n}
            d={line(n, null)}
            fill="none"
            stroke="var(--line-3)"
            strokeOpacity="0.6"
            strokeWidth="1"
            vectorEffect="non-scaling-stroke"
          />
        ))}
        <path d={line(2.5, 470)} fill="none" stroke="var(--s1)" strokeWidth="1.6" vectorEffect="non-scaling-stroke" />
        <path d={line(5.2, 665)} fill="none" stroke="var(--s2)" strokeWidth="1.6" vectorEffect="non-scaling-stroke" />
        <line
          x1="0"
          x2={WIDTH}
          y1={THRESHOLD}
          y2={THRESHOLD}
          stroke="var(--crit-mark)"
          strokeDasharray="5 4"
          strokeWidth="1.2"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      {/* No part of the drawing, which is as wide and as high as there is room: letters would be too. */}
      <span aria-hidden="true" style={{ top: `${(THRESHOLD / HEIGHT) * 100}%` }}>
        Threshold
      </span>
    </div>
  );
}

/** A daily cycle with level by `n`; from `climb` on (px) it leaves its cycle, crosses the threshold and falls back. */
function line(n: number, climb: number | null): string {
  let path = "";
  for (let x = 0; x <= WIDTH; x += 4) {
    const daily = Math.sin((x / WIDTH) * 14 * Math.PI + n * 0.15) * 17;
    const noise = Math.sin(x * 1.7 + n * 9) * 3 + Math.sin(x * 0.53 + n * 5) * 3;
    const since = climb === null ? -1 : x - climb;
    const lift = since > 0 && since < 96 ? (since / 96) ** 1.2 * 130 : 0;
    path += `${x === 0 ? "M" : "L"}${x} ${(200 + n * 5 + daily + noise - lift).toFixed(1)}`;
  }
  return path;
}
