import { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import { presetsOf } from "../session/open-recorded-input.ts";
import type { Workbench } from "../session/workbench.ts";
import { type ColumnsPreview, previewColumns } from "../sources/csv/columns-preview.ts";
import type { Guess } from "../sources/csv/detect/guess.ts";
import { sizeOfInputs } from "../sources/csv/find-inputs.ts";
import { type Preview, previewCsv } from "../sources/csv/preview.ts";
import { isFinished, parseMapping, parseUnfinished } from "../sources/mapping.ts";
import type { Answers } from "./answers.ts";
import { codeNames } from "./code-names.ts";
import type { CsvPreview } from "./contract.ts";
import { queueAnswers } from "./queue-answers.ts";
import { withoutFileAdvice } from "./without-file-advice.ts";

const PREVIEW_ROWS = 200;

type Method = "csv.preview" | "queue.test" | "queue.create" | "queue.peek" | "queue.read" | "queue.undecided" | "queue.sample";

/** Looking at a source before it is opened. */
export function sourceAnswers(bench: Workbench): Answers<Method> {
  return {
    ...queueAnswers(bench),
    "csv.preview": async ({ paths, mapping, rows = PREVIEW_ROWS }) => {
      const [path = ""] = paths;
      const { catalogues } = (await bench.plugins.library()).set;
      const size = await sizeOfInputs(paths);
      if (mapping !== undefined && !isFinished(parseUnfinished(mapping, "mapping")))
        return unread(await previewColumns(path, parseUnfinished(mapping, "mapping"), rows), size, "");
      const given = mapping === undefined ? null : parseMapping(mapping, "mapping");
      try {
        const preview = await previewCsv(paths, given, presetsOf(catalogues), rows);
        return csvPreview(preview, new CatalogueNames(catalogues));
      } catch (error) {
        const columns = given === null ? await previewColumns(path, null, rows).catch(() => null) : null;
        // One column cannot be a time and a value too; and what is wrong with another file is not mended in this one's columns.
        if (columns === null || columns.columns.length < 2 || !isOf(error as Error, columns.file.name)) throw error;
        return unread(columns, size, reasonOf(error as Error, columns.file.name));
      }
    },
  };
}

const isOf = ({ message }: Error, file: string): boolean => message.startsWith(`${file}: `);

/** Beside a file's rows nobody need be told its name. */
function reasonOf({ message }: Error, file: string): string {
  return withoutFileAdvice(message.slice(file.length + 2));
}

interface Size {
  readonly files: number;
  readonly bytes: number;
}

/** `why`: what was not found. */
function unread(
  { file, mapping, columns, timeFormats, guesses, rows, read }: ColumnsPreview,
  size: Size,
  why: string,
): CsvPreview {
  return {
    names: { sensors: {}, alarms: {} },
    path: file.name,
    ...size,
    notes: [],
    mapping,
    preset: null,
    unread: why,
    answers: answersOf(guesses),
    columns,
    timeFormats,
    rows: rows.map((raw, i) => ({ line: i + 1, raw, events: [], refused: null })),
    counts: { read, accepted: 0, malformed: 0, unconvertible: 0 },
    firstTime: null,
    lastTime: null,
    keys: 0,
  };
}

const answersOf = (guesses: readonly Guess[]): CsvPreview["answers"] =>
  guesses.map(({ name, answer, reason }) => ({ field: name, answer, reason }));

function csvPreview(
  { file, files, notes, mapping, guesses, columns, timeFormats, records, counts, firstTime, lastTime, keys }: Preview,
  words: CatalogueNames,
): CsvPreview {
  return {
    names: codeNames(
      words,
      records.flatMap(({ events }) => events),
    ),
    path: file.name,
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + (size ?? 0), 0),
    notes,
    mapping,
    preset: mapping.preset ?? null,
    unread: null,
    answers: answersOf(guesses),
    columns,
    timeFormats,
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
