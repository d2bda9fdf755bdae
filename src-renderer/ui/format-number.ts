const grouped = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** `1,204`. */
export const count = (n: number | null | undefined): string =>
  n === null || n === undefined || !Number.isFinite(n) ? "–" : grouped.format(n);

const ordinals = new Intl.PluralRules("en-GB", { type: "ordinal" });
const ENDINGS: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd" };

/** `2nd`, `11th`, `1,201st`. */
export const ordinal = (n: number): string => `${count(n)}${ENDINGS[ordinals.select(n)] ?? "th"}`;

/** `43.1 M`, for where an exact count does not fit. */
export function shortCount(n: number | null | undefined): string {
  if (n === null || n === undefined || !Number.isFinite(n)) return "–";
  if (Math.abs(n) < 100_000) return grouped.format(n);
  return Math.abs(n) < 1e6
    ? `${(n / 1e3).toFixed(0)} k`
    : Math.abs(n) < 1e9
      ? `${(n / 1e6).toFixed(1)} M`
      : `${(n / 1e9).toFixed(2)} G`;
}

/** `5 k` beside `10 k`, `50 k` beside `200 k`: the labels of an axis that goes up to `largest` are all as short. */
export const axisCount = (n: number, largest: number): string =>
  n !== 0 && largest >= 10_000 && Math.abs(n) < 1e6 ? `${Number((n / 1e3).toFixed(1))} k` : shortCount(n);

const exact = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 10 });
const LARGE = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
] as const;

/** A round value beside an axis in few characters, as exact as it is: `1,204`, `12.5 M`, `0.0005`, `2e-7`. */
export function axisValue(n: number): string {
  const size = Math.abs(n);
  if (size >= 1e15 || (size !== 0 && size < 1e-4)) return n.toExponential().replace("e+", "e");
  const unit = LARGE.find(([each]) => size >= each);
  return unit !== undefined && n % (unit[0] / 100) === 0 ? `${exact.format(n / unit[0])} ${unit[1]}` : exact.format(n);
}

/** A measured value with as many digits as mean something. */
export function measured(n: number | null | undefined): string {
  if (n === null || n === undefined || !Number.isFinite(n)) return "–";
  const size = Math.abs(n);
  if (size !== 0 && (size < 0.001 || size >= 1e9)) return n.toExponential(3);
  if (Number.isInteger(n) || size >= 1000) return grouped.format(n);
  const digits = size >= 10 ? 2 : 3;
  return n
    .toFixed(digits)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
}

/** A share of 1: `78 %`, `0.35 %`; a small one as `1 in 28,400`. */
export function share(n: number): string {
  if (!Number.isFinite(n)) return "–";
  if (n <= 0 || n >= 0.001) return `${Number((100 * n).toPrecision(2))} %`;
  const often = 1 / n;
  return often < 1e15 ? `1 in ${axisValue(Number(often.toPrecision(3)))}` : `1 in ${often.toExponential(0).replace("e+", "e")}`;
}

/** `1.84 GB`. */
export function bytes(n: number | null | undefined): string {
  if (n === null || n === undefined || !Number.isFinite(n)) return "–";
  const names = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  let size = n;
  while (size >= 1000 && at < names.length - 1) {
    size /= 1000;
    at++;
  }
  return `${at === 0 ? size : size.toFixed(size < 10 ? 2 : 1)} ${names[at]}`;
}

/** Seconds from nanoseconds up: `1.6 s`, `3.4 µs`. */
export function seconds(n: number | null | undefined): string {
  if (n === null || n === undefined || !Number.isFinite(n)) return "–";
  const size = Math.abs(n);
  if (size === 0) return "0 s";
  if (size < 1e-6) return `${(n * 1e9).toFixed(0)} ns`;
  if (size < 1e-3) return `${(n * 1e6).toFixed(size < 1e-4 ? 1 : 0)} µs`;
  if (size < 1) return `${(n * 1e3).toFixed(size < 0.1 ? 1 : 0)} ms`;
  if (size < 120) return `${n.toFixed(1)} s`;
  return size < 7200
    ? `${(n / 60).toFixed(1)} min`
    : size < 172_800
      ? `${(n / 3600).toFixed(1)} h`
      : `${(n / 86_400).toFixed(1)} d`;
}
