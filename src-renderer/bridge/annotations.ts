import { create } from "zustand";
import type { Workspace } from "../../src-main/ipc/contract.ts";
import { notify, undoable } from "../frame-actions.ts";
import { readable, request } from "./bridge.ts";

export type Annotation = Workspace["annotations"][number];

/** Notes at times, as the workspace keeps them. */
export const useAnnotations = create<{ readonly notes: readonly Annotation[] }>(() => ({ notes: [] }));

export async function readAnnotations(): Promise<void> {
  const { annotations } = await request("workspace.get", null);
  useAnnotations.setState({ notes: annotations });
}

async function keep(notes: readonly Annotation[]): Promise<void> {
  await request("workspace.update", { annotations: [...notes] });
  useAnnotations.setState({ notes });
}

function change(notes: readonly Annotation[], title: string): void {
  const before = useAnnotations.getState().notes;
  undoable(title, keep(notes), () => keep(before)).catch((failure: unknown) => notify(readable(failure), "error"));
}

export function addAnnotation(note: Annotation): void {
  const { notes } = useAnnotations.getState();
  change(
    [...notes, note].sort((x, y) => x.time - y.time),
    "note",
  );
}

export function removeAnnotation(note: Annotation): void {
  change(
    useAnnotations.getState().notes.filter((each) => each !== note),
    "remove note",
  );
}
