import { accessSync, constants, copyFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import type { Store } from "../store/store.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import type { StoreRecorder } from "./store-recorder.ts";

/** Runs over files that keep their events; of older ones, which can be read again, the settings, counters and alerts stay. */
const FULL_RUNS = 5;

/**
 * The runs of one workspace in a store: every session is recorded, so that reports, SQL and comparisons have something to read while it
 * runs and afterwards. The store lies beside a saved workspace's file; that of an unsaved one is temporary and goes along when it is saved.
 */
export class History {
  readonly #folder = temporaryFolder("history");
  readonly #workspace: () => string | null;
  #open: { readonly path: string; readonly store: Store } | null = null;
  #recorder: StoreRecorder | null = null;
  /** The workspace was saved there: what was recorded so far belongs to it. */
  #savedTo: string | null = null;
  /** Openings and moves come one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  /** `workspace` answers the path of the workspace's file, null when it has none. */
  constructor(workspace: () => string | null = () => null) {
    this.#workspace = workspace;
  }

  /** A file of this app's own that is gone when it ends. */
  file(name: string): string {
    return join(this.#folder, name);
  }

  /** Where runs are kept for good; null: until Weir is closed. */
  get kept(): string | null {
    const path = this.#place();
    return path.startsWith(this.#folder) ? null : path;
  }

  /** The store of the workspace as it is now. Throws an Error of one line, such as for a file another Weir has open. */
  store(): Promise<Store> {
    const next = this.#turn.then(() => this.#atPlace());
    this.#turn = next.catch(() => {});
    return next;
  }

  /** `goOn`: with a run that is in the store, which `restore` names. */
  async record({ description, plugins, kind }: AnalysisInput, goOn = false): Promise<StoreRecorder> {
    const store = await this.store();
    const kept = this.kept !== null;
    const [{ StoreRecorder }, { forgetRuns }] = await Promise.all([
      import("./store-recorder.ts"),
      import("../store/forget-runs.ts"),
    ]);
    if (goOn) this.#recorder = StoreRecorder.continued(store, kept);
    else {
      await forgetRuns(store, FULL_RUNS);
      this.#recorder = await StoreRecorder.begin(store, { description, settings: { plugins, kind } }, kept);
    }
    return this.#recorder;
  }

  /** The run that is being written; null: none. */
  get recording(): number | null {
    return this.#recorder?.writing ?? null;
  }

  /** The newest run with everything it has so far. Throws an Error of one line when there is none. */
  async current(): Promise<{ store: Store; run: number }> {
    const store = await this.store();
    const recorder = this.#recorder;
    if (recorder === null || recorder.takenBack) throw new Error("Nothing is open: open a CSV or connect to RabbitMQ first.");
    // After its end there is nothing left to flush.
    await recorder.flush().catch(() => {});
    return { store, run: recorder.run };
  }

  /** The workspace was saved at its path of now: its runs go there, at once or when the one that is being recorded has ended. */
  async saved(): Promise<void> {
    this.#savedTo = this.#place();
    if (this.#open !== null) await this.store();
  }

  async close(): Promise<void> {
    if (this.#open !== null) await this.store().catch(() => {});
    await this.#turn;
    await this.#open?.store.close().catch(() => {});
    this.#open = null;
    removeTemporaryFolder(this.#folder);
  }

  async #atPlace(): Promise<Store> {
    const path = this.#place();
    const open = this.#open;
    if (open !== null && (open.path === path || this.#recorder?.ended === false)) return open.store;
    const moves = open !== null && this.#savedTo === path && !existsSync(path);
    if (open !== null) {
      await open.store.close();
      this.#open = null;
      if (moves) copyFileSync(open.path, path);
      else this.#recorder = null;
    }
    // DuckDB takes a while to load: nothing waits for it but what is to be recorded.
    const { openStore } = await import("../store/store.ts");
    const store = await openStore(path);
    this.#open = { path, store };
    this.#savedTo = null;
    return store;
  }

  #place(): string {
    const workspace = this.#workspace();
    const temporary = join(this.#folder, "history.duckdb");
    if (workspace === null) return temporary;
    const path = `${workspace.replace(/\.weir\.json$/, "")}.weir.duckdb`;
    return existsSync(path) || writable(dirname(path)) ? path : temporary;
  }
}

/** A workspace on a read-only disk is looked at like any other. */
function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
