import { IconX } from "@tabler/icons-react";
import { useEffect } from "react";
import { addAnnotation, readAnnotations, removeAnnotation, useAnnotations } from "../../bridge/annotations.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { clock, shortDay } from "../../ui/format-time.ts";
import { NoteForm } from "../../ui/note-form.tsx";
import { type Range, useLive } from "./live-store.ts";

/** Notes of the workspace in view; a new one stands at the cursor A. They are lines on the charts. */
export function LiveNotes({ range }: { readonly range: Range }) {
  const { notes } = useAnnotations();
  const a = useLive((state) => state.a);
  const zone = useFrame((state) => state.zone);
  const workspace = useFrame((state) => state.status?.workspace.path ?? null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another workspace has other notes
  useEffect(() => void readAnnotations().catch(() => {}), [workspace]);
  const here = notes.filter(({ time }) => time >= range.from && time <= range.to);
  return (
    <section data-testid="live-notes">
      <div className="row">
        <b className="grow">Notes</b>
        <span className="sub">{here.length} in view</span>
      </div>
      <NoteForm
        id="live-note"
        at={a === null ? null : clock(a, zone)}
        hint="Click a chart, then note what it was"
        keep="Keep"
        onKeep={(text) => a !== null && addAnnotation({ time: a, text })}
      />
      {here.slice(0, 12).map((note) => (
        <div key={`${note.time} ${note.text}`} className="row note-line">
          <span className="sub">
            {shortDay(note.time, zone)} {clock(note.time, zone)}
          </span>
          <span className="grow ellipsis" title={note.text}>
            {note.text}
          </span>
          <Button small kind="plain" icon aria-label={`Remove the note ${note.text}`} onClick={() => removeAnnotation(note)}>
            <IconX size={12} />
          </Button>
        </div>
      ))}
    </section>
  );
}
