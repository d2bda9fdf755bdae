import { useCallback, useEffect, useRef, useState } from "react";
import type { SourceProblem } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { notify } from "../../frame-actions.ts";

interface OpenFile {
  readonly saved: string;
  readonly text: string;
}

/** What was typed and not saved, by plugin and file: looking at something else does not lose it. */
const drafts = new Map<string, string>();
/** What a file held before its last save, while the app runs. */
const versionsBefore = new Map<string, string>();
const draftKey = (name: string, file: string): string => `${name}\n${file}`;

/** Typing pauses this long before the types are looked at. */
const PAUSE = 700;

/** The files of a plugin as they are typed and saved, and what is wrong with them. */
export interface PluginSource {
  /** The plugin's own first. */
  readonly files: readonly string[];
  readonly main: string;
  readonly open: string | null;
  /** Of the open file; undefined: it is not there yet. */
  readonly current: OpenFile | undefined;
  /** What it held before its last save; null: it was not saved while the app runs. */
  readonly previous: string | null;
  /** The contract's source, for completion; null: not there yet. */
  readonly api: string | null;
  readonly problems: readonly SourceProblem[];
  /** Why types were not checked; null: they were. */
  readonly skipped: string | null;
  /** What is saved does not load; what ran before goes on. */
  readonly stale: boolean;
  readonly error: string | null;
  readonly busy: boolean;
  readonly changed: (file: string) => boolean;
  /** Another file may be there by now. */
  readonly reloadFiles: () => void;
  /** undefined: the main file. */
  readonly show: (file: string | undefined) => Promise<void>;
  readonly type: (file: string, text: string) => void;
  /** Answers whether what was saved runs; null: nothing was saved. */
  readonly save: () => Promise<boolean | null>;
}

/** Ctrl+S saves; what loads runs at once in place of what ran. Types are checked while one types, in the pauses. */
export function usePluginSource(name: string): PluginSource {
  const [files, setFiles] = useState<readonly string[]>([]);
  const [main, setMain] = useState("");
  const [open, setOpen] = useState<string | null>(null);
  const [texts, setTexts] = useState<ReadonlyMap<string, OpenFile>>(new Map());
  const [api, setApi] = useState<string | null>(null);
  const [problems, setProblems] = useState<readonly SourceProblem[]>([]);
  const [skipped, setSkipped] = useState<string | null>(null);
  const [stale, setStale] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const show = useCallback(
    async (file: string | undefined): Promise<void> => {
      try {
        const source = await request("plugins.readSource", file === undefined ? { name } : { name, file });
        setApi(source.api);
        setTexts((before) =>
          before.has(source.file)
            ? before
            : new Map(before).set(source.file, {
                saved: source.text,
                text: drafts.get(draftKey(name, source.file)) ?? source.text,
              }),
        );
        setOpen(source.file);
        setError(null);
      } catch (failure) {
        setError(readable(failure));
      }
    },
    [name],
  );
  useEffect(() => {
    request("plugins.files", { name }).then(
      (answer) => {
        setFiles(answer.files);
        setMain(answer.main);
        return show(answer.main);
      },
      (failure: unknown) => setError(readable(failure)),
    );
  }, [name, show]);

  const current = open === null ? undefined : texts.get(open);
  const changed = (file: string): boolean => texts.get(file) !== undefined && texts.get(file)?.text !== texts.get(file)?.saved;
  const text = current?.text ?? "";
  const dirty = open !== null && changed(open);

  // Types of what is being typed. An answer to an older text is not shown.
  const asked = useRef(0);
  useEffect(() => {
    if (open === null || !dirty || !/\.(ts|js|mjs)$/.test(open)) return;
    const number = ++asked.current;
    const timer = setTimeout(() => {
      request("plugins.checkSource", { name, file: open, text }).then(
        (answer) => {
          if (number !== asked.current) return;
          setProblems(answer.problems);
          setSkipped(answer.typesSkipped);
        },
        () => {},
      );
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [name, open, text, dirty]);

  const type = (file: string, next: string): void => {
    const saved = texts.get(file)?.saved ?? "";
    if (next === saved) drafts.delete(draftKey(name, file));
    else drafts.set(draftKey(name, file), next);
    setTexts((before) => new Map(before).set(file, { saved: before.get(file)?.saved ?? "", text: next }));
  };
  const save = async (): Promise<boolean | null> => {
    if (open === null || busy) return null;
    setBusy(true);
    asked.current++;
    try {
      const answer = await request("plugins.saveSource", { name, file: open, text });
      if (current !== undefined && current.saved !== text) versionsBefore.set(draftKey(name, open), current.saved);
      if (drafts.get(draftKey(name, open)) === text) drafts.delete(draftKey(name, open));
      setTexts((before) => new Map(before).set(open, { saved: text, text: before.get(open)?.text ?? text }));
      setProblems(answer.problems);
      setSkipped(answer.typesSkipped);
      setStale(!answer.running);
      setError(null);
      if (answer.running) notify(`${name} saved and running`, "success");
      return answer.running;
    } catch (failure) {
      setError(readable(failure));
      return null;
    } finally {
      setBusy(false);
    }
  };
  return {
    files: [main, ...files.filter((file) => file !== main)].filter((file) => file !== ""),
    main,
    open,
    current,
    previous: open === null ? null : (versionsBefore.get(draftKey(name, open)) ?? null),
    api,
    problems,
    skipped,
    stale,
    error,
    busy,
    changed,
    reloadFiles: () =>
      void request("plugins.files", { name }).then(
        (answer) => setFiles(answer.files),
        () => {},
      ),
    show,
    type,
    save,
  };
}
