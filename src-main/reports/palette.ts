/**
 * Colours of a chart are written `var(--name)`: the finished SVG follows the reader's light or dark theme, and the app's canvas puts its
 * own palette in. While echarts draws, a stand-in that no data can contain takes their place, because it parses colours.
 */
const NAMES = [
  ...["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "other"],
  ...["fg-1", "fg-2", "fg-3", "grid", "axis", "bg-base", "crit", "warn", "info"],
  ...["h0", "h1", "h2", "h3", "h4", "w0", "w1", "w2", "w3", "w4"],
] as const;
export type ColourName = (typeof NAMES)[number];

export const colour = (name: ColourName): string => `var(--${name})`;

export const SERIES_COLOURS = NAMES.slice(0, 8).map(colour);

const STAND_INS: ReadonlyMap<string, string> = new Map(
  NAMES.map((name, index) => [colour(name), `#fe${(0xc100 + index).toString(16)}`]),
);

/** A copy of plain data with the stand-in of every colour; functions stay. */
export function withStandIns<T>(data: T): T {
  if (typeof data === "string") return (STAND_INS.get(data) ?? data) as T;
  if (Array.isArray(data)) return data.map(withStandIns) as T;
  if (typeof data !== "object" || data === null || Object.getPrototypeOf(data) !== Object.prototype) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, withStandIns(value)])) as T;
}

/** Stand-ins -> `var(--name)`. */
export function withVariables(svg: string): string {
  return svg.replace(/#fec1[0-9a-f]{2}/gi, (found) => {
    const name = NAMES[Number.parseInt(found.slice(3), 16) - 0xc100];
    return name === undefined ? found : colour(name);
  });
}

/** The design's tokens, light and dark. */
export const THEME_CSS = `
:root{color-scheme:light dark;--bg-chrome:#e7ebef;--bg-base:#fff;--line-1:#dfe4e9;--fg-1:#16202a;--fg-2:#42505d;--fg-3:#5a6773;--accent:#0b6b82;
--crit:#cf3a31;--warn:#c47a00;--info:#0b6b82;--grid:#e9edf1;--axis:#c3ccd4;--other:#87939f;
--s1:#265abb;--s2:#2d9b7e;--s3:#7d2f59;--s4:#89732b;--s5:#937bcb;--s6:#4e5a00;--s7:#137790;--s8:#825848;
--h0:#f1f5f7;--h1:#bfe0e6;--h2:#62b1c2;--h3:#0b6b82;--h4:#06303c;--w0:#f3f5f8;--w1:#f7e3ba;--w2:#e9b65a;--w3:#b87400;--w4:#6e4300}
@media screen and (prefers-color-scheme:dark){:root{--bg-chrome:#0e1115;--bg-base:#171c22;--line-1:#252c34;--fg-1:#e6ebf0;--fg-2:#b5bfca;
--fg-3:#8f9ba8;--accent:#4fc3d6;--crit:#f4655b;--warn:#f2b84b;--info:#4fc3d6;--grid:#232a32;--axis:#3a444f;--other:#616d7a;
--s1:#6291e4;--s2:#86d9aa;--s3:#e8bada;--s4:#a08a5e;--s5:#c7b3fd;--s6:#c8cb6d;--s7:#44afcf;--s8:#cfa082;
--h0:#1b2229;--h1:#1d4450;--h2:#22788a;--h3:#48b7ca;--h4:#b5e9ef;--w0:#1e242b;--w1:#43371f;--w2:#8a6a2c;--w3:#f2b84b;--w4:#fbe6b8}}`;
