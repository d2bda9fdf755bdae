import type { Alert } from "../engine/results.ts";
import type { Label } from "./labels.ts";

/** The labels an alert may be about by its station and time: of that time, or of at most `horizon` ms later. */
export function nearLabels(labels: readonly Label[], horizon: number): (alert: Alert) => readonly Label[] {
  const all = new LabelsInTime(labels);
  const lists = new Map<string, Label[]>();
  for (const label of labels) {
    const own = lists.get(label.station);
    if (own === undefined) lists.set(label.station, [label]);
    else own.push(label);
  }
  const byStation = new Map([...lists].map(([station, own]) => [station, new LabelsInTime(own)]));
  return ({ time, key: { station } }) => {
    if (station === "") return all.within(time, time + horizon);
    const [own, any] = [byStation.get(station), byStation.get("")];
    return [...(own?.within(time, time + horizon) ?? []), ...(any?.within(time, time + horizon) ?? [])];
  };
}

/** Labels by time, so that an alert is not held against each of them. */
class LabelsInTime {
  readonly #labels: readonly Label[];
  /** The latest end of a label and those before it. */
  readonly #latest: readonly number[];

  constructor(labels: readonly Label[]) {
    this.#labels = labels.toSorted((a, b) => a.start - b.start);
    let latest = Number.NEGATIVE_INFINITY;
    this.#latest = this.#labels.map(({ end }) => (latest = Math.max(latest, end)));
  }

  /** Those that start by `to` and end at `from` or later, ms. */
  within(from: number, to: number): Label[] {
    let [low, high] = [0, this.#labels.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#labels[middle] as Label).start <= to) low = middle + 1;
      else high = middle;
    }
    const found: Label[] = [];
    for (let i = low - 1; i >= 0 && (this.#latest[i] as number) >= from; i--) {
      const label = this.#labels[i] as Label;
      if (label.end >= from) found.push(label);
    }
    return found;
  }
}
