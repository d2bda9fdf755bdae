/** By how bad they are, the worst first. */
export const SEVERITY_RANK = { critical: 0, warning: 1, info: 2 } as const;
