/** One thing the page may ask: what it sends and what comes back. */
export type Method<Arguments, Value> = { readonly args: Arguments; readonly value: Value };
export type None = null;
