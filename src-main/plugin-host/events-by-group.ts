import { createBatch, type EventBatch, NO_FLAG } from "../engine/batch.ts";
import { type Groups, NOT_ACCEPTED, UNKNOWN } from "../engine/groups.ts";
import type { EventChoice } from "../engine/window-operator.ts";
import { bare } from "./bare-array.ts";

/** What a rule is told of its events, in memory that is read as usual and written as fast as `bare` arrays are. */
type Column = "time" | "key" | "value" | "threshold" | "active";

/**
 * The events of a batch, put together by group: groups in the order of their first event, a group's events as they come. They are copied, as
 * to follow a group through the batch is to wait for memory at each of its events.
 */
export class EventsByGroup {
  groups = 0;
  /** How many events there are. */
  length = 0;
  /** The events of group `g` (in the order above) stand in the columns from `starts[g]` up to `starts[g + 1]`. */
  starts = bare(new Int32Array(1));
  /** Where in the batch an event stands. */
  index = bare(new Int32Array(0));
  events: Pick<EventBatch, Column> = createBatch(0);
  #write = bareColumns(this.events);
  #room = 0;
  /** In the order they come in: their places in the batch, and their groups. */
  #gathered = bare(new Int32Array(0));
  #groupOf = bare(new Int32Array(0));
  /** Groups in the order of their first event. */
  #order = bare(new Int32Array(0));
  /** By group, `known` of them: events so far; while they are arranged, where the next one goes; 0 in between. */
  #known = 0;
  #count = bare(new Int32Array(0));

  /** Puts together the events of a batch that are of a group and as `choice` says. */
  take(batch: EventBatch, groups: Groups, choice: EventChoice): void {
    if (batch.length > this.#room) this.#makeRoom(batch.length);
    this.#gather(batch, groups, choice);
    this.#arrange(batch);
  }

  #makeRoom(events: number): void {
    this.#room = events;
    this.events = createBatch(events);
    this.#write = bareColumns(this.events);
    this.index = bare(new Int32Array(events));
    this.starts = bare(new Int32Array(events + 1));
    this.#gathered = bare(new Int32Array(events));
    this.#groupOf = bare(new Int32Array(events));
    this.#order = bare(new Int32Array(events));
  }

  /** Which events are wanted, of which groups, and how many each group has. */
  #gather({ length, key, threshold, active }: EventBatch, groups: Groups, { thresholdOnly, activeOnly }: EventChoice): void {
    const [gathered, groupOf, order] = [this.#gathered, this.#groupOf, this.#order];
    let { table } = groups;
    let count = this.#count;
    let wanted = 0;
    let met = 0;
    for (let i = 0; i < length; i++) {
      if ((thresholdOnly && Number.isNaN(threshold[i])) || (activeOnly && active[i] === NO_FLAG)) continue;
      const id = key[i] as number;
      let group = id < table.length ? (table[id] as number) : UNKNOWN;
      if (group === UNKNOWN) {
        group = groups.of(id);
        table = groups.table;
      }
      if (group === NOT_ACCEPTED) continue;
      if (group >= this.#known) count = this.#grow(group);
      gathered[wanted] = i;
      groupOf[wanted++] = group;
      const before = count[group] as number;
      count[group] = before + 1;
      if (before === 0) order[met++] = group;
    }
    this.length = wanted;
    this.groups = met;
  }

  /** Puts them in their places. */
  #arrange(batch: EventBatch): void {
    const { starts, groups, index } = this;
    const { time, key, value, threshold, active } = this.#write;
    const [order, next, gathered, groupOf, length] = [this.#order, this.#count, this.#gathered, this.#groupOf, this.length];
    let at = 0;
    for (let g = 0; g < groups; g++) {
      const group = order[g] as number;
      const events = next[group] as number;
      starts[g] = at;
      next[group] = at;
      at += events;
    }
    starts[groups] = at;
    for (let i = 0; i < length; i++) {
      const event = gathered[i] as number;
      const group = groupOf[i] as number;
      const place = next[group] as number;
      next[group] = place + 1;
      index[place] = event;
      time[place] = batch.time[event] as number;
      key[place] = batch.key[event] as number;
      value[place] = batch.value[event] as number;
      threshold[place] = batch.threshold[event] as number;
      active[place] = batch.active[event] as number;
    }
    for (let g = 0; g < groups; g++) next[order[g] as number] = 0;
  }

  #grow(group: number): Int32Array<ArrayBuffer> {
    const before = this.#count;
    const known = Math.max(256, group + 1, this.#known * 2);
    this.#count = bare(new Int32Array(known));
    for (let g = 0; g < this.#known; g++) this.#count[g] = before[g] as number;
    this.#known = known;
    return this.#count;
  }
}

/** The same memory, to be written. */
function bareColumns({ time, key, value, threshold, active }: Pick<EventBatch, Column>): Pick<EventBatch, Column> {
  return {
    time: bare(new Float64Array(time.buffer)),
    key: bare(new Uint32Array(key.buffer)),
    value: bare(new Float64Array(value.buffer)),
    threshold: bare(new Float64Array(threshold.buffer)),
    active: bare(new Uint8Array(active.buffer)),
  };
}
