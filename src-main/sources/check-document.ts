import type { ZodType } from "zod";

export type Checked<T> =
  | { readonly success: true; readonly data: T }
  | {
      readonly success: false;
      readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] };
    };

/**
 * Checks data of a document anyone may have written. zod measures whatever has a `length`, also when it is an object where a text should
 * be; one whose `length` cannot be compared (`{"length":{"toString":1}}`) makes it throw.
 */
export function checkDocument<T>(schema: ZodType<T>, data: unknown): Checked<T> {
  try {
    return schema.safeParse(data);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { success: false, error: { issues: [{ path: [], message: "an object stands where a text or a list should be" }] } };
  }
}
