import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { alertLine } from "../../sinks/files/result-files.ts";
import type { ResultSink } from "../../sinks/sink.ts";
import { removeTemporaryFolder, temporaryFolder } from "../../sources/temporary-folder.ts";
import { openAnalysis } from "../analysis.ts";
import { PluginLibrary } from "../plugin-library.ts";
import { type Case, readCase } from "./case-file.ts";
import { caseSource } from "./case-source.ts";
import { codeHash } from "./make-case.ts";

export interface CaseAnswer {
  /** The alert came again, byte for byte. */
  readonly same: boolean;
  /** One line for a person. */
  readonly detail: string;
  readonly events: number;
}

/**
 * Runs the rule of a case over its events and says whether the alert comes again. A plugin that came with the case runs confined like any
 * other; one that ships with Weir is the one at hand. `sinks` get the results too. Throws an Error of one line.
 */
export async function runCase(path: string, workerDir: string, sinks: readonly ResultSink[] = []): Promise<CaseAnswer> {
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
      const analysis = await openAnalysis({
        input: {
          ...{ description: content.source, kind: "files", paths: [path], queue: null, order: "time", outOfOrderness: 0 },
          ...{ idleTimeout: 0, futureTolerance: 0, speed: "max" },
          plugins: [{ plugin: id, settings, windows }],
        },
        source: caseSource(content),
        ...(content.names === undefined ? {} : { catalogue: { type: "catalogue", id: "case", title: "", ...content.names } }),
        library,
        workerDir,
        sinks: [sink, ...sinks],
        recorders: [],
        rejectCap: 0,
      });
      await analysis.session.run();
      const bundle = library.set.bundles.find(({ name }) => name === content.plugin.name);
      const changed = bundle === undefined || codeHash(bundle) !== content.plugin.code;
      return answer(content, again, changed ? ` (${content.plugin.name} ${bundle?.version ?? "is missing"} here)` : null);
    } finally {
      await library.close();
    }
  } finally {
    removeTemporaryFolder(folder);
  }
}

function answer({ alert, rule, plugin, events }: Case, again: string | null, changed: string | null): CaseAnswer {
  const count = events.time.length;
  const after = `after ${count.toLocaleString("en")} ${count === 1 ? "event" : "events"}`;
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
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, ...name.split("/"));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}
