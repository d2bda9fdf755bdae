/** One guess with its reason, for the cards and the form of the preview. */
export interface Guess {
  readonly name:
    | "encoding"
    | "delimiter"
    | "quote"
    | "header"
    | "decimal"
    | "time"
    | "noThreshold"
    | "shape"
    | "keys"
    | "active"
    | "severity"
    | "quality";
  readonly answer: string;
  readonly reason: string;
}
