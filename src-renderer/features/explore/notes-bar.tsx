import { addAnnotation, removeAnnotation, useAnnotations } from "../../bridge/annotations.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { dayAndClock } from "../../ui/format-time.ts";
import { NoteForm } from "../../ui/note-form.tsx";
import { type Range, useExplore } from "./explore-store.ts";
import { showTime } from "./show-time.ts";

/** Notes of the workspace: a new one at the cursor A, the others to go to or take away. */
export function NotesBar({ range, whole }: { readonly range: Range; readonly whole: Range }) {
  const { notes } = useAnnotations();
  const a = useExplore((state) => state.a);
  const zone = useFrame((state) => state.zone);
  return (
    <div className="explore-notes">
      <NoteForm
        id="note"
        at={a === null ? null : dayAndClock(a, zone)}
        hint="Click a chart to set the cursor A, then write a note for that moment"
        keep="Keep the note"
        onKeep={(text) => a !== null && addAnnotation({ time: a, text })}
      />
      {notes.map((note) => (
        <div key={`${note.time} ${note.text}`} className="row note-row" data-testid="note-row">
          <button type="button" className="note-go row grow" onClick={() => showTime(note.time, range, whole)}>
            <span className="sub">{dayAndClock(note.time, zone)}</span>
            <span className="grow ellipsis">{note.text}</span>
            {note.station === undefined ? null : <span className="sub">{note.station}</span>}
          </button>
          <Button small kind="plain" onClick={() => removeAnnotation(note)} aria-label={`Remove the note ${note.text}`}>
            Remove
          </Button>
        </div>
      ))}
    </div>
  );
}
