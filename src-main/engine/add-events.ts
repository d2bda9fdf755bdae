import { ACTIVE, type EventBatch, NO_FLAG } from "./batch.ts";
import { NOT_ACCEPTED, UNKNOWN } from "./groups.ts";
import { largeMean, largeMoment } from "./large-moments.ts";
import type { OpenSlices } from "./open-slices.ts";
import type { PartialBlock } from "./partial-block.ts";
import type { EventChoice } from "./window-operator.ts";

/**
 * The loops every event goes through once a query. Each is short and does its whole-number arithmetic in so many words (`| 0`, `Math.imul`):
 * V8 then keeps numbers in registers and asks once what the columns are, instead of at every event whether they still are what they were.
 */

/** Which events of a batch to add, and where to. */
export interface Adding extends EventChoice {
  readonly open: OpenSlices;
  /** By group: 1 for those that get a slice opened (at `start`) when their first event comes. */
  readonly held: Uint8Array;
  readonly start: number;
  /** By key, as `Groups.table`. */
  readonly groups: Int32Array;
  readonly batch: EventBatch;
  /** Events [from, to). */
  readonly from: number;
  readonly to: number;
}

/** Where the fields are in a partial of so many doubles; below 0: it has none. The count of all events is its first. */
export interface MomentFields {
  readonly width: number;
  readonly activeCount: number;
  readonly mean: number;
  readonly m2: number;
  readonly min: number;
  readonly max: number;
}

/** Of a layout without a block of values. */
export const NO_FIELDS = { sum: -1, mean: -1, m2: -1, min: -1, max: -1, last: -1, first: -1, slope: -1 };

/** Counts events, all and the active ones; stops as `PartialLayout.addEvents` says. */
export function addCounts({ open, held, start, groups, batch, from, to, activeOnly }: Adding, fields: MomentFields): number {
  const { partials, isOpen } = open;
  const { key, active } = batch;
  const width = fields.width | 0;
  const activeCount = fields.activeCount | 0;
  const known = groups.length | 0;
  const skipped = activeOnly ? NO_FLAG : NO_FLAG + 1;
  const end = to | 0;
  let opened = 0;
  let i = from | 0;
  for (; i < end; i = (i + 1) | 0) {
    const id = (key[i] as number) | 0;
    const group = id >= 0 && id < known ? (groups[id] as number) | 0 : UNKNOWN;
    if (group < 0) {
      if (group === NOT_ACCEPTED) continue;
      break;
    }
    const flag = (active[i] as number) | 0;
    if (flag === skipped) continue;
    if (held[group] !== 1) break;
    // As often one as the other: without a branch, which would be guessed wrong.
    opened = (opened + 1 - ((isOpen[group] as number) | 0)) | 0;
    isOpen[group] = 1;
    const at = Math.imul(group, width);
    partials[at] = (partials[at] as number) + 1;
    if (activeCount < 0) continue;
    // ACTIVE is the one code with its lowest bit set. A branch would first be taken long after V8 has compiled the loop without it.
    const counted = (at + activeCount) | 0;
    partials[counted] = (partials[counted] as number) + (flag & ACTIVE);
  }
  open.opened(opened, start);
  return i;
}

/** As `addCounts`, with mean, sum of squares from it, minimum and maximum as far as there are fields for them. */
export function addMoments({ open, held, start, groups, batch, from, to, activeOnly }: Adding, fields: MomentFields): number {
  const { partials, isOpen } = open;
  const { key, active, value } = batch;
  const width = fields.width | 0;
  const activeCount = fields.activeCount | 0;
  const mean = fields.mean | 0;
  const m2 = fields.m2 | 0;
  const min = fields.min | 0;
  const max = fields.max | 0;
  const known = groups.length | 0;
  const skipped = activeOnly ? NO_FLAG : NO_FLAG + 1;
  const end = to | 0;
  let opened = 0;
  let i = from | 0;
  for (; i < end; i = (i + 1) | 0) {
    const id = (key[i] as number) | 0;
    const group = id >= 0 && id < known ? (groups[id] as number) | 0 : UNKNOWN;
    if (group < 0) {
      if (group === NOT_ACCEPTED) continue;
      break;
    }
    const flag = (active[i] as number) | 0;
    if (flag === skipped) continue;
    if (held[group] !== 1) break;
    opened = (opened + 1 - ((isOpen[group] as number) | 0)) | 0;
    isOpen[group] = 1;
    const at = Math.imul(group, width);
    const seen = (partials[at] as number) + 1;
    partials[at] = seen;
    if (activeCount >= 0) {
      const counted = (at + activeCount) | 0;
      partials[counted] = (partials[counted] as number) + (flag & ACTIVE);
    }
    const v = value[i] as number;
    if (mean >= 0) {
      const place = (at + mean) | 0;
      const old = partials[place] as number;
      const off = v - old;
      const next = Number.isFinite(off) ? old + off / seen : largeMean(old, v, seen);
      partials[place] = next;
      if (m2 >= 0) {
        const square = (at + m2) | 0;
        const before = partials[square] as number;
        const moment = before + off * (v - next);
        partials[square] = before >= 0 && Number.isFinite(moment) ? moment : largeMoment(before, v, old, next);
      }
    }
    if (min >= 0) {
      const place = (at + min) | 0;
      if (v < (partials[place] as number)) partials[place] = v;
    }
    if (max >= 0) {
      const place = (at + max) | 0;
      if (v > (partials[place] as number)) partials[place] = v;
    }
  }
  open.opened(opened, start);
  return i;
}

/** As `addCounts`, any fields of two blocks: of all events' values, and of the active ones. `width`: doubles of a partial. */
export function addFields(
  { open, held, start, groups, batch, from, to, thresholdOnly, activeOnly }: Adding,
  width: number,
  values: PartialBlock | null,
  ofActive: PartialBlock | null,
): number {
  const { key, time, value, threshold, active } = batch;
  const { partials, isOpen } = open;
  const known = groups.length;
  const { sum, mean, m2, min, max, last, first, slope } = values ?? NO_FIELDS;
  const rest = first >= 0 || slope >= 0;
  // Of the active events most often nothing but their number is asked for.
  const activeCount = ofActive?.width === 1 ? ofActive.n : -1;
  const others = activeCount < 0 ? ofActive : null;
  const flags = activeOnly || ofActive !== null;
  let opened = 0;
  let i = from;
  for (; i < to; i++) {
    const id = key[i] as number;
    const group = id < known ? (groups[id] as number) : UNKNOWN;
    if (group < 0) {
      if (group === NOT_ACCEPTED) continue;
      break;
    }
    if (thresholdOnly && Number.isNaN(threshold[i])) continue;
    const flag = flags ? (active[i] as number) : NO_FLAG;
    if (activeOnly && flag === NO_FLAG) continue;
    if (held[group] !== 1) break;
    opened += 1 - (isOpen[group] as number);
    isOpen[group] = 1;
    const at = group * width;
    const seen = (partials[at] as number) + 1;
    partials[at] = seen;
    if (activeCount >= 0 && flag === ACTIVE) partials[at + activeCount] = (partials[at + activeCount] as number) + 1;
    if (others !== null && flag === ACTIVE) others.add(partials, at, time[i] as number, value[i] as number);
    if (values === null) continue;
    const v = value[i] as number;
    if (sum >= 0) partials[at + sum] = (partials[at + sum] as number) + v;
    if (mean >= 0) {
      const old = partials[at + mean] as number;
      const off = v - old;
      const next = Number.isFinite(off) ? old + off / seen : largeMean(old, v, seen);
      partials[at + mean] = next;
      if (m2 >= 0) {
        const before = partials[at + m2] as number;
        const moment = before + off * (v - next);
        partials[at + m2] = before >= 0 && Number.isFinite(moment) ? moment : largeMoment(before, v, old, next);
      }
    }
    if (min >= 0 && v < (partials[at + min] as number)) partials[at + min] = v;
    if (max >= 0 && v > (partials[at + max] as number)) partials[at + max] = v;
    if (last >= 0) partials[at + last] = v;
    if (rest) values.addRest(partials, at, time[i] as number, v, seen);
  }
  open.opened(opened, start);
  return i;
}
