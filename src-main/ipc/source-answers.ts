import { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import { presetsOf } from "../session/open-recorded-input.ts";
import type { Workbench } from "../session/workbench.ts";
import { sizeOfInputs } from "../sources/csv/find-inputs.ts";
import { type Preview, previewCsv } from "../sources/csv/preview.ts";
import { parseMapping } from "../sources/mapping.ts";
import type { Answers } from "./answers.ts";
import { codeNames } from "./code-names.ts";
import type { CsvPreview } from "./contract.ts";
import { queueAnswers } from "./queue-answers.ts";

const PREVIEW_ROWS = 200;

type Method = "csv.preview" | "queue.test" | "queue.create" | "queue.peek" | "queue.read" | "queue.sample";

/** Looking at a source before it is opened. */
export function sourceAnswers(bench: Workbench): Answers<Method> {
  return {
    ...queueAnswers(bench),
    "csv.preview": async ({ paths, mapping, rows = PREVIEW_ROWS }) => {
      const [path = ""] = paths;
      const { catalogues } = (await bench.plugins.library()).set;
      const given = mapping === undefined ? null : parseMapping(mapping, "mapping");
      const preview = await previewCsv(path, given, presetsOf(catalogues), rows);
      return csvPreview(preview, await sizeOfInputs(paths), new CatalogueNames(catalogues));
    },
  };
}

function csvPreview(
  { file, mapping, guesses, columns, records, counts, firstTime, lastTime, keys }: Preview,
  { files, bytes }: { readonly files: number; readonly bytes: number },
  words: CatalogueNames,
): CsvPreview {
  return {
    names: codeNames(
      words,
      records.flatMap(({ events }) => events),
    ),
    path: file.name,
    files,
    bytes,
    mapping,
    preset: mapping.preset ?? null,
    answers: guesses.map(({ name, answer, reason }) => ({ field: name, answer, reason })),
    columns,
    rows: records.map(({ row, raw, events, refusal }) => ({
      line: row,
      raw,
      events: events.map((event) => ({ ...event, origin: `row ${row}` })),
      refused: refusal === null ? null : { reason: refusal.reason, detail: refusal.detail },
    })),
    counts,
    firstTime,
    lastTime,
    keys,
  };
}
