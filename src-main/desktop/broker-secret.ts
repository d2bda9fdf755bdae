import { z } from "zod";
import type { Secrets } from "./secrets.ts";

/** Only what is looked at here; the session host checks the rest. */
const target = z.looseObject({ profile: z.string().min(1).max(200), password: z.null() });
const opening = z.looseObject({ kind: z.literal("queue"), target });

/**
 * Arguments of a page's call with the password of the profile it names put in, where it gives none itself. So a password kept by the
 * system never enters the page.
 */
export function withBrokerSecret(method: string, args: unknown, secrets: Pick<Secrets, "get">): unknown {
  if (method === "queue.test" || method === "queue.peek") {
    const asked = target.safeParse(args);
    return asked.success ? filled(asked.data, secrets) : args;
  }
  if (method !== "session.open") return args;
  const asked = opening.safeParse(args);
  return asked.success ? { ...asked.data, target: filled(asked.data.target, secrets) } : args;
}

function filled<T extends { readonly profile: string }>(
  asked: T,
  secrets: Pick<Secrets, "get">,
): T & { password: string | null } {
  let password: string | null;
  try {
    password = secrets.get(asked.profile);
  } catch {
    throw new Error(`The kept password of profile ${asked.profile} cannot be read on this system any more; enter it again.`);
  }
  return { ...asked, password };
}
