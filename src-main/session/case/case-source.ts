import { createBatch, type EventBatch } from "../../engine/batch.ts";
import type { Source, SourceChunk } from "../../sources/source.ts";
import type { Case } from "./case-file.ts";

const CHUNK = 32_768;

/** The events of a case, as the rule saw them. */
export function caseSource({ events, source }: Case): Source {
  return {
    names: [source],
    bounded: true,
    timeOrdered: true,
    async *chunks(signal): AsyncGenerator<SourceChunk> {
      const total = events.time.length;
      for (let from = 0; from < total && !signal.aborted; from += CHUNK) {
        const rows = Math.min(CHUNK, total - from);
        yield {
          events: batch(events, from, rows),
          newKeys: from === 0 ? events.keys : [],
          ...{ rows, rowsAccepted: rows, bytes: 0, refused: {}, rejects: [], progress: (from + rows) / total },
        };
      }
    },
    close: async () => {},
  };
}

function batch(events: Case["events"], from: number, rows: number): EventBatch {
  const made = createBatch(rows);
  made.length = rows;
  for (let i = 0; i < rows; i++) {
    made.time[i] = events.time[from + i] as number;
    made.key[i] = events.key[from + i] as number;
    made.value[i] = events.value[from + i] as number;
    made.threshold[i] = events.threshold[from + i] ?? Number.NaN;
    made.active[i] = events.active[from + i] as number;
    made.row[i] = events.row[from + i] as number;
  }
  return made;
}
