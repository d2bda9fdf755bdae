import { type EditorState, StateEffect, StateField, type Transaction } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap, WidgetType } from "@codemirror/view";
import type { SourceProblem } from "../../../src-main/ipc/contract.ts";
import type { SourceFix } from "./source-fixes.ts";

/** A mistake and what puts it right. */
export interface ProblemLine {
  readonly problem: SourceProblem;
  /** The change for a file as it is now, in which the mistake stands in this line (from 1); null where there is none. */
  readonly fix: (text: string, line: number) => SourceFix | null;
  /** What the fix does; null: there is none. */
  readonly label: string | null;
}

const show = StateEffect.define<readonly ProblemLine[]>();

const problems = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    const told = transaction.effects.find((effect) => effect.is(show));
    return told === undefined ? marks.map(transaction.changes) : decorations(transaction, told.value);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Names each mistake under its line, with a button for its fix where there is one. Ctrl+. applies the fix of the cursor's line. */
export const problemLines = [problems, keymap.of([{ key: "Mod-.", run: fixHere }])];

/** What the editor shows from now on. */
export const showProblems = (lines: readonly ProblemLine[]): StateEffect<readonly ProblemLine[]> => show.of(lines);

function decorations({ state }: Transaction, lines: readonly ProblemLine[]): DecorationSet {
  const seen = new Set<number>();
  const widgets = lines.flatMap((each) => {
    const { line } = each.problem;
    if (line === null || line > state.doc.lines) return [];
    // The first of a line is what the others follow from.
    if (seen.has(line)) return [];
    seen.add(line);
    const at = state.doc.line(Math.max(1, line)).to;
    return [Decoration.widget({ widget: new ProblemWidget(each), block: true, side: 1 }).range(at)];
  });
  return Decoration.set(widgets, true);
}

class ProblemWidget extends WidgetType {
  readonly line: ProblemLine;
  constructor(line: ProblemLine) {
    super();
    this.line = line;
  }

  override eq({ line }: ProblemWidget): boolean {
    return line.problem === this.line.problem && line.label === this.line.label;
  }

  override toDOM(view: EditorView): HTMLElement {
    const { problem, label } = this.line;
    const box = document.createElement("div");
    box.className = problem.stops ? "problem-line stops" : "problem-line";
    box.dataset["testid"] = "problem-line";
    box.setAttribute("role", "note");
    const words = box.appendChild(document.createElement("span"));
    words.textContent = problem.message;
    if (label !== null) {
      const button = box.appendChild(document.createElement("button"));
      button.type = "button";
      button.className = "btn small";
      button.dataset["testid"] = "problem-fix";
      button.textContent = label;
      button.title = "Ctrl+. on the line";
      button.addEventListener("click", () => apply(view, this.line, view.posAtDOM(box)));
    }
    return box;
  }

  /** A click beside the button is one into the text. */
  override ignoreEvent(event: Event): boolean {
    return event.target instanceof Element && event.target.closest("button") !== null;
  }
}

/** Made for the text as it is by now: what was typed since the check has moved the mistake, or put it right. */
function apply(view: EditorView, { fix }: ProblemLine, at: number): void {
  const { doc } = view.state;
  const change = fix(doc.toString(), doc.lineAt(at).number);
  if (change === null) return;
  const { from, to, insert } = change;
  view.dispatch({ changes: { from, to, insert }, userEvent: "input.fix" });
  view.focus();
}

function fixHere(view: EditorView): boolean {
  const { to } = view.state.doc.lineAt(view.state.selection.main.head);
  const line = problemAt(view.state, to);
  if (line === null || line.label === null) return false;
  apply(view, line, to);
  return true;
}

function problemAt(state: EditorState, end: number): ProblemLine | null {
  const marks = state.field(problems).iter(end);
  for (; marks.value !== null && marks.from === end; marks.next()) {
    const widget: unknown = marks.value.spec["widget"];
    if (widget instanceof ProblemWidget) return widget.line;
  }
  return null;
}
