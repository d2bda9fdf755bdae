import { useState } from "react";
import { Button } from "./button.tsx";
import { TextInput } from "./field.tsx";

export interface NoteFormProps {
  /** The cursor's time as shown; null: no cursor is set. */
  readonly at: string | null;
  /** Said while there is no cursor. */
  readonly hint: string;
  readonly keep: string;
  /** Called with the trimmed text. */
  readonly onKeep: (text: string) => void;
  /** Prefix of the test ids. */
  readonly id: string;
}

/** One line for a note at the cursor. */
export function NoteForm({ at, hint, keep, onKeep, id }: NoteFormProps) {
  const [text, setText] = useState("");
  const note = text.trim();
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (at === null || note === "") return;
        onKeep(note);
        setText("");
      }}
    >
      <TextInput
        small
        className="grow"
        value={text}
        onChange={setText}
        maxLength={1000}
        disabled={at === null}
        placeholder={at === null ? hint : `Note at ${at}`}
        aria-label="Note at the cursor A"
        data-testid={`${id}-text`}
      />
      <Button small type="submit" disabled={at === null || note === ""} data-testid={`${id}-add`}>
        {keep}
      </Button>
    </form>
  );
}
