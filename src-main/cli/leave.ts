/**
 * Ends a process that has done all it was to do, once what it said is out. Left to itself Node takes its heap apart first, page by page,
 * which frees nothing that the end of the process does not.
 */
export function leave(): void {
  process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}
