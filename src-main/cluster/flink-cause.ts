/** The line of a Java stack trace that says why, without the class it was thrown as. */
export function explainFailure(trace: string): string {
  const causes = trace
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("at ") && !line.startsWith("..."))
    .map((line) => line.replace(/^(Caused by: )+/, ""))
    .map((line) => line.replace(/^((?:[\w$]+\.)+[\w$]*(?:Exception|Error)[\w$]*: ?)+/, ""))
    .filter((line) => line !== "" && !/^<Exception on server side|End of exception on server side/.test(line));
  // What our own side says is meant for people; else the deepest cause is the reason.
  const own = causes.find((line) => /^the (?:script|queue|results queue) /.test(line));
  // A class alone says less than what was said around it.
  const told = causes.findLast((line) => !/^(?:[\w$]+\.)+[\w$]+$/.test(line));
  return (own ?? told ?? causes.at(-1) ?? "").replace(/\s+/g, " ").slice(0, 500);
}
