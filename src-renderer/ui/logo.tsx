/** A weir: water over a notch. */
export function Logo({ size = 18 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="var(--accent)"
      strokeWidth="1.7"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M2 17V3h3l5 6 5-6h3v14Z" />
      <path d="M2 13.5c2-1.6 3.5-1.6 5.3 0s3.5 1.6 5.4 0 3.300-1.6 5.300 0" />
    </svg>
  );
}
