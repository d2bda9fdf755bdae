import { copyEvents, createBatch, type EventBatch, type KeyTuple } from "../engine/batch.ts";
import type { ActiveFilter, FilteredStep, HostSnapshot, PluginBundle, PluginProblem } from "./contract.ts";
import { type FilterOutcome, FilterStage } from "./filter-stage.ts";
import type { Lane } from "./lane.ts";
import { deathOf, toProblem } from "./lane-faults.ts";

/** The filters switched on, one after the other, each in the lane of its plugin. */
export class FilterChain {
  readonly #stages: readonly {
    readonly declaration: ActiveFilter["declaration"];
    readonly stage: FilterStage;
    readonly lane: Lane;
  }[];
  readonly #throwIfLost: (lane: Lane, error: unknown) => void;

  constructor(filters: readonly ActiveFilter[], lanes: readonly Lane[], throwIfLost: (lane: Lane, error: unknown) => void) {
    this.#stages = filters.map(({ declaration }) => ({
      declaration,
      stage: new FilterStage(),
      lane: lanes.find(({ bundles }) => bundles.some(({ name }) => name === declaration.plugin)) as Lane,
    }));
    this.#throwIfLost = throwIfLost;
  }

  /** What is decided of the events by now; a filter whose worker is gone lets everything pass. */
  async step(batch: EventBatch, newKeys: readonly KeyTuple[], streamWatermark: number): Promise<FilteredStep> {
    let events = batch;
    let watermark = streamWatermark;
    const dropped: { filter: string; reason: string; source: number; row: number }[] = [];
    const outputs: { filter: string; errors: number; seconds: number; problems: PluginProblem[] }[] = [];
    for (const { declaration, stage, lane } of this.#stages) {
      const { id } = declaration;
      const firstSequence = stage.next;
      stage.add(events);
      try {
        if (lane.refused !== null) throw lane.refused;
        // Without the room at the end of the columns: a copy travels to the worker.
        const copy = copyEvents(events, createBatch(events.length));
        const answer = await lane.thread.ask({ type: "filter", id, events: copy, firstSequence, newKeys, watermark });
        if (answer.type === "verdicts") {
          const { failures, errors, seconds } = answer.verdicts;
          stage.apply(answer.verdicts);
          const bundle = lane.bundles.find(({ name }) => name === declaration.plugin) as PluginBundle;
          outputs.push({
            filter: id,
            errors,
            seconds,
            problems: failures.map((failure) => toProblem(failure, declaration.plugin, id, bundle)),
          });
        }
      } catch (error) {
        this.#throwIfLost(lane, error);
        stage.release();
        outputs.push({ filter: id, seconds: 0, ...deathOf(lane, id, error) });
      }
      const outcome = stage.take(watermark);
      for (const row of rowsDropped(outcome)) dropped.push({ filter: id, ...row });
      ({ events, watermark } = outcome);
    }
    return { events, watermark, dropped, outputs };
  }

  snapshot(): HostSnapshot["stages"] {
    return Object.fromEntries(this.#stages.map(({ declaration, stage }) => [declaration.id, stage.snapshot()] as const));
  }

  restore(stages: HostSnapshot["stages"]): void {
    for (const { declaration, stage } of this.#stages) {
      const own = stages[declaration.id];
      if (own !== undefined) stage.restore(own);
    }
  }
}

/** Sources a session may have. */
const SOURCES = 65_536;

/** A row of a wide table goes on while any of its values does, to a filter that may drop the rest of it later. */
function rowsDropped({ events, dropped, reasons }: FilterOutcome): { reason: string; source: number; row: number }[] {
  if (dropped.length === 0) return [];
  const placeOf = ({ row, source }: EventBatch, i: number): number => (row[i] as number) * SOURCES + (source[i] as number);
  const told = new Set<number>();
  for (let i = 0; i < events.length; i++) told.add(placeOf(events, i));
  const rows: { reason: string; source: number; row: number }[] = [];
  for (const [i, reason] of reasons.entries()) {
    const place = placeOf(dropped, i);
    if (told.has(place)) continue;
    told.add(place);
    rows.push({ reason, source: dropped.source[i] as number, row: dropped.row[i] as number });
  }
  return rows;
}
