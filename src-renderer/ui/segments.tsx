// biome-ignore-all lint/a11y/useSemanticElements: divs that are virtual, dragged or layered; their roles say what they are
export interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly value: T | null;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  readonly small?: boolean;
  readonly "data-testid"?: string;
}

/** One of a few choices, side by side. */
export function Segments<T extends string>({ label, value, options, onChange, small = false, ...rest }: SegmentsProps<T>) {
  const step = (group: HTMLElement, by: number): void => {
    const at = options.findIndex((option) => option.value === value);
    const to = (at + by + options.length) % options.length;
    const next = options[to];
    if (next === undefined) return;
    onChange(next.value);
    (group.children[to] as HTMLElement | undefined)?.focus();
  };
  return (
    <div
      {...rest}
      className={small ? "segments small" : "segments"}
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === "ArrowRight") step(event.currentTarget, 1);
        if (event.key === "ArrowLeft") step(event.currentTarget, -1);
      }}
    >
      {options.map((option, index) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          tabIndex={option.value === value || (value === null && index === 0) ? 0 : -1}
          aria-checked={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
