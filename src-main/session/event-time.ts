import type { EventBatch } from "../engine/batch.ts";

/** Where event time stands, epoch ms; infinite before the first event. */
export interface EventTimeState {
  readonly watermark: number;
  readonly firstTime: number;
  readonly lastTime: number;
}

/** The event time of a session: how far it is, and from when to when its events are. */
export class EventTime implements EventTimeState {
  watermark = Number.NEGATIVE_INFINITY;
  firstTime = Number.POSITIVE_INFINITY;
  lastTime = Number.NEGATIVE_INFINITY;

  /** On to the end of `released`, which is in time order. */
  moveOver({ length, time }: EventBatch): void {
    if (length === 0) return;
    const latest = time[length - 1] as number;
    this.firstTime = Math.min(this.firstTime, time[0] as number);
    this.lastTime = Math.max(this.lastTime, latest);
    this.moveTo(latest - 1);
  }

  /** The watermark never goes back. */
  moveTo(watermark: number): void {
    this.watermark = Math.max(this.watermark, watermark);
  }

  save(): EventTimeState {
    const { watermark, firstTime, lastTime } = this;
    return { watermark, firstTime, lastTime };
  }

  restore({ watermark, firstTime, lastTime }: EventTimeState): void {
    this.watermark = watermark;
    this.firstTime = firstTime;
    this.lastTime = lastTime;
  }
}
