/** The kinds of window as a person chooses among them, and what each has to be told. */
export const windowKinds = [
  { value: "sliding", label: "sliding", size: "length", every: "a new one every", example: ["10m", "1m"] },
  { value: "tumbling", label: "one after the other", size: "length", every: null, example: ["1h", ""] },
  { value: "session", label: "session", size: "ends after a gap of", every: null, example: ["5m", ""] },
  { value: "count", label: "last events", size: "events", every: "looked at every", example: ["100", "10"] },
  { value: "trailing", label: "up to each event", size: "length", every: null, example: ["30m", ""] },
  { value: "none", label: "none: each event", size: null, every: null, example: ["", ""] },
] as const;

export type WindowKind = (typeof windowKinds)[number]["value"];

/** A window in parts, as the fields of a form hold it. */
export interface WindowParts {
  readonly kind: WindowKind;
  readonly size: string;
  readonly every: string;
}

/** Of a text such as `sliding:10m/1m`; what is no known kind is a sliding one without its lengths. */
export function windowParts(text: string): WindowParts {
  const [name = "", rest = ""] = text.split(/:(.*)/s);
  const [size = "", every = ""] = rest.split("/");
  const kind = windowKinds.find(({ value }) => value === (name === "hopping" ? "sliding" : name))?.value;
  return kind === undefined ? { kind: "sliding", size: "", every: "" } : { kind, size: size.trim(), every: every.trim() };
}

/** The text of a window, as workspaces and the command line have it. */
export function windowText({ kind, size, every }: WindowParts): string {
  const known = windowKinds.find(({ value }) => value === kind);
  if (known === undefined || known.size === null) return kind;
  return known.every === null || every.trim() === "" ? `${kind}:${size.trim()}` : `${kind}:${size.trim()}/${every.trim()}`;
}

/** Another kind keeps the lengths that mean the same; events are no time. */
export function withKind(parts: WindowParts, kind: WindowKind): WindowParts {
  const known = windowKinds.find(({ value }) => value === kind);
  if (known === undefined) return parts;
  const keeps = parts.size !== "" && (kind === "count") === (parts.kind === "count") && parts.kind !== "none";
  const size = known.size === null ? "" : keeps ? parts.size : known.example[0];
  const every = known.every === null ? "" : keeps && parts.every !== "" ? parts.every : known.example[1];
  return { kind, size, every };
}
