import { unitInName } from "../engine/units.ts";
import type { Workbench } from "../session/workbench.ts";

/** The unit of a sensor in what is open, as its charts have it; "": none is known. */
export const sensorUnits =
  (bench: Workbench) =>
  (sensor: string): string =>
    bench.session?.analysis.names.unit(sensor) ?? unitInName(sensor);
