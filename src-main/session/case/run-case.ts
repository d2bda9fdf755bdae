import { CatalogueNames } from "../../plugin-host/catalogue-names.ts";
import type { Alert } from "../../plugin-host/contract.ts";
import { alertLine } from "../../sinks/files/result-lines.ts";
import type { ResultSink } from "../../sinks/sink.ts";
import { groupedDigits } from "../../sources/grouped-digits.ts";
import { InputError } from "../../sources/source.ts";
import { removeTemporaryFolder, temporaryFolder } from "../../sources/temporary-folder.ts";
import { openAnalysis } from "../analysis.ts";
import type { AnalysisInput } from "../analysis-input.ts";
import type { OpenSession } from "../open-session.ts";
import { SessionPicture } from "../picture/session-picture.ts";
import { PluginLibrary } from "../plugin-library.ts";
import { WEIR_VERSION } from "../version.ts";
import { codeHash, writeCode } from "./case-code.ts";
import { type Case, readCase } from "./case-file.ts";
import { caseSource } from "./case-source.ts";

export interface CaseAnswer {
  /** The alert came again, byte for byte. */
  readonly same: boolean;
  /** One line for a person. */
  readonly detail: string;
  readonly events: number;
}

export interface ShownCase<Shown> extends CaseAnswer {
  readonly content: Case;
  /** What `show` made of the alert that came; null: none did, or nothing was to be shown. */
  readonly shown: Shown | null;
}

/**
 * Runs the rule of a case over its events and says whether the alert comes again. A plugin that came with the case runs confined like any
 * other; one that ships with Weir is the one at hand. `sinks` get the results too; `show` looks at the alert in what was run, as a screen
 * does. Throws an Error of one line.
 */
export async function runCase<Shown>(
  path: string,
  workerDir: string,
  sinks: readonly ResultSink[] = [],
  show?: (session: OpenSession, alert: Alert) => Shown,
): Promise<ShownCase<Shown>> {
  const content = readCase(path);
  const folder = temporaryFolder("case");
  try {
    const own = unpack(content, folder);
    const library = await PluginLibrary.open({ workerDir, folders: own === null ? [] : [own] });
    try {
      const wanted = content.alert["id"];
      let again: string | null = null;
      const sink: ResultSink = {
        write: async ({ alerts }) => {
          for (const each of alerts) if (each.id === wanted) again = alertLine(each);
        },
        close: async () => {},
      };
      const { id, settings, windows } = content.rule;
      const input: AnalysisInput = {
        ...{ description: content.source, kind: "files", paths: [path], queue: null, order: "time", outOfOrderness: 0 },
        ...{ idleTimeout: 0, futureTolerance: 0, speed: "max" },
        plugins: [{ plugin: id, settings, windows }],
      };
      await library.activate(input.plugins).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        throw new InputError(`${path}: ${why}; it was made with Weir ${content.weir}, this is ${WEIR_VERSION}`);
      });
      const catalogue =
        content.names === undefined ? [] : [{ type: "catalogue", id: "case", title: "", ...content.names } as const];
      const picture = show === undefined ? [] : [new SessionPicture(new CatalogueNames(catalogue))];
      const analysis = await openAnalysis({
        input,
        source: caseSource(content),
        ...(catalogue[0] === undefined ? {} : { catalogue: catalogue[0] }),
        library,
        workerDir,
        sinks: [sink, ...picture, ...sinks],
        recorders: picture,
        rejectCap: 0,
      });
      await analysis.session.run();
      const alert = picture[0]?.alerts.get(String(wanted));
      const session = { number: 0, input, analysis, startedAt: 0, ended: Promise.resolve(), filesChanged: async () => false };
      const shown =
        show === undefined || picture[0] === undefined || alert === undefined
          ? null
          : show({ ...session, picture: picture[0] }, alert);
      const bundle = library.set.bundles.find(({ name }) => name === content.plugin.name);
      const changed = bundle === undefined || codeHash(bundle) !== content.plugin.code;
      const there = changed ? ` (${content.plugin.name} ${bundle?.version ?? "is missing"} here)` : null;
      return { ...answer(content, again, there), content, shown };
    } finally {
      await library.close();
    }
  } finally {
    removeTemporaryFolder(folder);
  }
}

function answer({ alert, rule, plugin, events }: Case, again: string | null, changed: string | null): CaseAnswer {
  const count = events.time.length;
  const after = `after ${groupedDigits(count)} ${count === 1 ? "event" : "events"}`;
  const code =
    changed === null ? "with the same code" : `though the code of ${plugin.name} ${plugin.version} is another${changed}`;
  if (again === JSON.stringify(alert))
    return { same: true, detail: `the same alert again, byte for byte, ${after}, ${code}`, events: count };
  const why = changed === null ? "" : `: the code of ${plugin.name} ${plugin.version} is another${changed}`;
  return again === null
    ? { same: false, detail: `the rule ${rule.id} gives no such alert ${after}${why}`, events: count }
    : { same: false, detail: `an alert with the same cause but other contents ${after}${why}`, events: count };
}

/** The folder of a plugin that came along; null: it ships with Weir. */
function unpack({ plugin: { files } }: Case, folder: string): string | null {
  if (files === null) return null;
  writeCode(files, folder);
  return folder;
}
