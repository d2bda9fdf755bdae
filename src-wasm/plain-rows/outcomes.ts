/** How a call ended; must agree with the host. Positions in the memory are larger. */

/** All rows asked for are read, or the piece holds no further whole row. */
export const DONE: usize = 0;
/** The next row is not plain. */
export const NOT_PLAIN: usize = 1;
/** The next row has a key without an id, or without a record: `keyRecord` and `keySlot` say which. */
export const NEW_KEY: usize = 2;
