/** A reason without the advice to name columns in a mapping file, which is the command line's: in the window they are chosen beside the rows. */
export const withoutFileAdvice = (reason: string): string =>
  reason.replace(/; name [^;]* in a mapping file \(docs\/mapping\.md\)$/, "");
