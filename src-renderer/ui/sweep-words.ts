/** How a setting's values are written, and the word for a 0 that is no amount; undefined: 0 is one. */
export interface ValueWords {
  readonly shown: (value: number) => string;
  readonly zero: string | undefined;
}

/** The values a sweep tried, from least to most: `10s to 1d and Automatic`. */
export function triedWords(values: readonly number[], { shown, zero }: ValueWords): string {
  const amounts = zero === undefined ? values : values.filter((value) => value !== 0);
  const [first, last] = [amounts[0], amounts.at(-1)];
  const range =
    first === undefined || last === undefined ? [] : [first === last ? shown(first) : `${shown(first)} to ${shown(last)}`];
  return [...range, ...(amounts.length === values.length ? [] : [shown(0)])].join(" and ");
}

/** From which value on a rule is silent: `150s or less`, and what is below that but no amount. */
export function silentWords(silent: { readonly value: number; readonly upwards: boolean }, { shown, zero }: ValueWords): string {
  const { value, upwards } = silent;
  if (zero !== undefined && value === 0) return shown(0);
  if (upwards) return `${shown(value)} or more`;
  return `${shown(value)} or less${zero === undefined ? "" : ` (${zero} is another matter)`}`;
}
