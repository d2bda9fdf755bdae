import { count } from "./format-number.ts";

export interface CountsEquationProps {
  readonly read: number;
  readonly accepted: number;
  /** Reasons and how many rows each refused; those that cannot happen here are left out. */
  readonly refused: Readonly<Record<string, number>>;
}

/** `read = accepted + …`: every row is in exactly one place. */
export function CountsEquation({ read, accepted, refused }: CountsEquationProps) {
  const terms = Object.entries(refused);
  const holds = read === accepted + terms.reduce((sum, [, n]) => sum + n, 0);
  return (
    <div className="equation" data-testid="equation" data-holds={holds}>
      <Term name="Read" n={read} />
      <span className={holds ? "sign" : "sign crit"}>{holds ? "=" : "≠"}</span>
      <Term name="Accepted" n={accepted} />
      {terms.map(([name, n]) => (
        <span key={name} className="row">
          <span className="sign">+</span>
          <Term name={`${name.slice(0, 1).toUpperCase()}${name.slice(1)}`} n={n} bad />
        </span>
      ))}
    </div>
  );
}

function Term({ name, n, bad = false }: { readonly name: string; readonly n: number; readonly bad?: boolean }) {
  return (
    <span className="term">
      <span>{name}</span>
      <b className={bad && n > 0 ? "crit" : undefined}>{count(n)}</b>
    </span>
  );
}
