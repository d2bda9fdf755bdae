/** The tokens of styles/tokens.css for what draws on a canvas and cannot read CSS variables. */
const dark = {
  "bg-chrome": "#0e1115",
  "bg-side": "#13171c",
  "bg-base": "#171c22",
  "bg-raised": "#1e242b",
  "bg-hover": "#232a32",
  "bg-pop": "#1b2128",
  "bg-input": "#12161b",
  "line-1": "#252c34",
  "line-2": "#323b45",
  "line-3": "#616d7a",
  "fg-1": "#e6ebf0",
  "fg-2": "#b5bfca",
  "fg-3": "#8f9ba8",
  accent: "#4fc3d6",
  "on-accent": "#05262d",
  "accent-bg": "#173038",
  "accent-line": "#24535e",
  crit: "#ff7a70",
  "crit-mark": "#f4655b",
  "crit-bg": "#36201f",
  warn: "#f2b84b",
  "warn-mark": "#f2b84b",
  "warn-bg": "#332a18",
  ok: "#5cc08a",
  "ok-bg": "#182d24",
  axis: "#3a444f",
  grid: "#232a32",
  h0: "#1b2229",
  h1: "#1d4450",
  h2: "#22788a",
  h3: "#48b7ca",
  h4: "#b5e9ef",
  w0: "#1e242b",
  w1: "#43371f",
  w2: "#8a6a2c",
  w3: "#f2b84b",
  w4: "#fbe6b8",
  "code-kw": "#c7b3fd",
  "code-str": "#a9d18e",
  "code-num": "#e6b37a",
  "code-fn": "#86c5f0",
  "code-type": "#7fd3c6",
  "code-com": "#8592a0",
  s1: "#6291e4",
  s2: "#86d9aa",
  s3: "#e8bada",
  s4: "#a08a5e",
  s5: "#c7b3fd",
  s6: "#c8cb6d",
  s7: "#44afcf",
  s8: "#cfa082",
} as const;
export type Token = keyof typeof dark;
export type Palette = Readonly<Record<Token, string>>;

const light: Palette = {
  "bg-chrome": "#e7ebef",
  "bg-side": "#f3f5f7",
  "bg-base": "#ffffff",
  "bg-raised": "#f3f5f8",
  "bg-hover": "#e9edf1",
  "bg-pop": "#ffffff",
  "bg-input": "#ffffff",
  "line-1": "#dfe4e9",
  "line-2": "#c9d1d9",
  "line-3": "#87939f",
  "fg-1": "#16202a",
  "fg-2": "#42505d",
  "fg-3": "#5a6773",
  accent: "#0b6b82",
  "on-accent": "#ffffff",
  "accent-bg": "#e0f0f3",
  "accent-line": "#a5d0d9",
  crit: "#b3261e",
  "crit-mark": "#cf3a31",
  "crit-bg": "#fbe9e7",
  warn: "#8a5600",
  "warn-mark": "#c47a00",
  "warn-bg": "#fbf1dd",
  ok: "#1c6e45",
  "ok-bg": "#e3f3ea",
  axis: "#c3ccd4",
  grid: "#e9edf1",
  h0: "#f1f5f7",
  h1: "#bfe0e6",
  h2: "#62b1c2",
  h3: "#0b6b82",
  h4: "#06303c",
  w0: "#f3f5f8",
  w1: "#f7e3ba",
  w2: "#e9b65a",
  w3: "#b87400",
  w4: "#6e4300",
  "code-kw": "#6a3fb5",
  "code-str": "#3d6b1f",
  "code-num": "#99500f",
  "code-fn": "#10559c",
  "code-type": "#0b6b62",
  "code-com": "#667380",
  s1: "#265abb",
  s2: "#2d9b7e",
  s3: "#7d2f59",
  s4: "#89732b",
  s5: "#937bcb",
  s6: "#4e5a00",
  s7: "#137790",
  s8: "#825848",
};

export const paletteOf = (isDark: boolean): Palette => (isDark ? dark : light);

const hues = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"] as const;

/** Colour of the n-th series: eight hues, then the same ones nearer to the text's, then each mixed with the third after it; after 24 they repeat. */
export function seriesColour(palette: Palette, n: number): string {
  const hue = (at: number): string => palette[hues[at % hues.length] ?? "s1"];
  const round = Math.floor(n / hues.length) % 3;
  return round === 0 ? hue(n) : round === 1 ? mixed(hue(n), palette["fg-1"], 0.5) : mixed(hue(n), hue(n + 3), 0.5);
}

function mixed(one: string, other: string, share: number): string {
  const channel = (at: number): string => {
    const [a = 0, b = 0] = [one, other].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16));
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${[1, 3, 5].map(channel).join("")}`;
}

/** Near-black or white, whichever stands out more on a colour (relative luminance, sRGB gamma as 2.2). */
export const onColour = (hex: string): string => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return 0.2126 * r ** 2.2 + 0.7152 * g ** 2.2 + 0.0722 * b ** 2.2 > 0.18 ? "#0b0e11" : "#ffffff";
};
