import { z } from "zod";
import type { Secrets } from "./secrets.ts";

/** Begins the name of what is kept for a workspace's broker; its address follows. */
const LOGIN = "login:";

/** Calls whose argument is a broker's target. */
const OF_A_TARGET: ReadonlySet<string> = new Set(["queue.test", "queue.create", "queue.peek", "queue.sample"]);

/** Only what is looked at here; the session host checks the rest. */
const target = z.looseObject({ profile: z.string().min(1).max(200), password: z.null() });
const login = z.looseObject({ profile: z.string().min(1).max(200), password: z.null() });
const keptLogin = z.object({ user: z.string(), password: z.string() });
const opening = z.looseObject({ kind: z.literal("queue"), target });

/**
 * Arguments of a page's call with the password of the profile it names put in, where it gives none itself. So a password kept by the
 * system never enters the page.
 */
export function withBrokerSecret(method: string, args: unknown, secrets: Pick<Secrets, "get">): unknown {
  if (OF_A_TARGET.has(method)) {
    const asked = target.safeParse(args);
    return asked.success ? filled(asked.data, secrets) : args;
  }
  if (method === "session.login") {
    const asked = login.safeParse(args);
    if (!asked.success) return args;
    const answer = filled(asked.data, secrets);
    if (!answer.profile.startsWith(LOGIN)) return answer;
    // Of a workspace the system keeps user and password: its file has neither.
    const kept = keptLogin.safeParse(JSON.parse(answer.password ?? "null"));
    return kept.success ? { ...answer, ...kept.data } : { ...answer, password: null };
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
