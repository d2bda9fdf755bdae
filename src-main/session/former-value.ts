import { z } from "zod";
import { isTimezone } from "../store/timezone.ts";

/** Of a setting, as a workspace keeps it. */
export const settingValue = z.union([z.number(), z.boolean(), z.string().max(10_000)]);
/** Blanks around a name are no part of it, as in the rows of a source. */
const keyPart = z.string().trim().optional();
/** Keys: a part left out stands for any. */
const keyParts = { station: keyPart, sensor: keyPart, alarm: keyPart };
export const keyWindows = z.array(z.strictObject({ ...keyParts, window: z.string().max(100) }));
export const keyPatterns = z.array(z.strictObject(keyParts)).max(10_000);
export const timezone = z
  .string()
  .max(100)
  .refine(isTimezone, {
    error: ({ input }) =>
      `"${input}" is no time zone that is known; write an IANA name such as Europe/Paris, an offset such as +02:00, or UTC`,
  });
export const speed = z.union([z.literal("max"), z.number().positive()]);

const rule = z.string().max(1000);

/** One thing of a workspace as it was, so that it can be put back alone; `value` null: nobody had set it. */
export const formerValue = z.union([
  z.strictObject({ rule, setting: z.string().max(1000), value: settingValue.nullable() }),
  z.strictObject({ rule, enabled: z.boolean() }),
  z.strictObject({ rule, windows: keyWindows.max(1000) }),
  z.strictObject({ rule, off: keyPatterns }),
  z.strictObject({ name: z.string().max(200) }),
  z.strictObject({ timezone }),
  z.strictObject({ speed }),
]);
export type FormerValue = z.infer<typeof formerValue>;
