import type { CsvPreview } from "../../../src-main/ipc/contract.ts";

/** What was found of a file of no known format and why: the value, what tells series apart, the flag, what local times are taken for, and a severity or quality that is not read. */
export function detectedSentence(answers: CsvPreview["answers"]): string {
  const of = (field: string) => answers.find((answer) => answer.field === field);
  const keys = of("keys");
  const active = of("active");
  const unread = [of("severity"), of("quality")].filter((answer) => answer !== undefined);
  const zone = /no zone, taken as UTC/.exec(of("time")?.reason ?? "")?.[0];
  const parts = [
    of("shape")?.reason,
    keys === undefined ? undefined : keys.answer === "none" ? keys.reason : `${keys.answer} (${keys.reason})`,
    active === undefined || active.answer === "none" ? undefined : `active ${active.answer} (${active.reason})`,
    zone === undefined ? undefined : `times have ${zone}`,
    ...unread.map(({ answer, reason }) => `${answer} (${reason})`),
  ].filter((part) => part !== undefined && part !== "");
  return parts.length === 0 ? "every answer below can be changed" : parts.join("; ");
}
