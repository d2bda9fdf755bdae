import { useMemo } from "react";
import { Button } from "../../ui/button.tsx";
import { count } from "../../ui/format-number.ts";
import { hunks, lineDiff } from "./line-diff.ts";

export interface SourceChangesProps {
  /** As typed. */
  readonly text: string;
  /** As the file holds it. */
  readonly saved: string;
  /** As it was before the last save; null: it was not saved since the app was started. */
  readonly previous: string | null;
  readonly onRestore: (text: string) => void;
}

const CONTEXT = 3;

/** What is typed beside what is saved; when all is saved, what is saved beside what was before. */
export function SourceChanges({ text, saved, previous, onRestore }: SourceChangesProps) {
  const unsaved = text !== saved;
  const before = unsaved ? saved : previous;
  const lines = useMemo(() => (before === null ? [] : lineDiff(before, text)), [before, text]);
  const [added, removed] = (["added", "removed"] as const).map((kind) => lines.filter((line) => line.kind === kind).length);
  if (before === null || before === text)
    return (
      <p className="sub changes-none">
        {before === null ? "Nothing has changed since it was opened." : "The last two versions are the same."}
      </p>
    );
  return (
    <div className="changes" data-testid="plugin-changes">
      <div className="row changes-head">
        <span className="grow sub">
          {unsaved ? "Not saved yet, beside the saved version" : "The saved version, beside the one before"}: {count(added ?? 0)}{" "}
          added, {count(removed ?? 0)} removed
        </span>
        <Button small onClick={() => onRestore(before)} data-testid="plugin-restore">
          {unsaved ? "Back to the saved version" : "Back to the version before"}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by the keyboard */}
      <section className="changes-lines mono selectable" aria-label="Changes" tabIndex={0}>
        {hunks(lines, CONTEXT).map((line, index) =>
          line === null ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            <div key={index} className="change-gap sub">
              ⋯
            </div>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            <div key={index} className={`change ${line.kind}`}>
              <span className="sub">{line.before ?? ""}</span>
              <span className="sub">{line.after ?? ""}</span>
              <span aria-hidden="true">{line.kind === "added" ? "+" : line.kind === "removed" ? "−" : ""}</span>
              <span className="change-text">{line.text}</span>
            </div>
          ),
        )}
      </section>
    </div>
  );
}
