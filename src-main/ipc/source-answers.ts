import type { Workbench } from "../session/workbench.ts";
import type { Answers } from "./session-answers.ts";

/** Looking at a source before it is opened. */
export function sourceAnswers(_bench: Workbench): Partial<Answers<"csv.preview" | "queue.test" | "queue.peek">> {
  return {};
}
