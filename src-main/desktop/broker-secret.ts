import { z } from "zod";
import { brokerAddress } from "../sources/rabbitmq/broker-address.ts";
import type { KeptSecret, Secrets } from "./secrets.ts";

/** Begins the name of what is kept for a workspace's broker; its address follows. */
const LOGIN = "login:";

/** Calls whose argument is a broker's target. */
const OF_A_TARGET: ReadonlySet<string> = new Set(["queue.test", "queue.create", "queue.peek", "queue.sample"]);

/** Only what is looked at here; the session host checks the rest. */
const profile = z.string().min(1).max(200);
const target = z.looseObject({ profile, password: z.null(), url: z.string(), user: z.string().nullable() });
const login = z.looseObject({ profile, password: z.null() });
const keptLogin = z.object({ user: z.string(), password: z.string() });
const opening = z.looseObject({ kind: z.literal("queue"), target });

/**
 * Arguments of a page's call with the password of the profile it names put in, where it gives none itself. So a password kept by the
 * system never enters the page, and goes to no other address than the one it was kept for, whatever the page asks. Throws an Error of one
 * line.
 */
export function withBrokerSecret(method: string, args: unknown, secrets: Pick<Secrets, "get">): unknown {
  if (OF_A_TARGET.has(method)) {
    const asked = target.safeParse(args);
    return asked.success ? filled(asked.data, secrets) : args;
  }
  if (method === "session.login") {
    const asked = login.safeParse(args);
    return asked.success ? loggedIn(asked.data, secrets) : args;
  }
  if (method !== "session.open") return args;
  const asked = opening.safeParse(args);
  return asked.success ? { ...asked.data, target: filled(asked.data.target, secrets) } : args;
}

function filled(asked: z.infer<typeof target>, secrets: Pick<Secrets, "get">): object {
  const kept = read(asked.profile, secrets);
  if (kept !== null && brokerAddress(asked.url, asked.user) !== kept.address)
    throw new Error(
      `The password kept for profile ${asked.profile} is for another address or user; enter the one for this address.`,
    );
  return { ...asked, password: kept?.secret ?? null };
}

/** The session host knows which broker its workspace names: it gets the address along, and refuses when it is another one. */
function loggedIn(asked: z.infer<typeof login>, secrets: Pick<Secrets, "get">): object {
  const kept = read(asked.profile, secrets);
  if (kept === null) return asked;
  const { address, secret } = kept;
  if (!asked.profile.startsWith(LOGIN)) return { ...asked, password: secret, address };
  // Of a workspace the system keeps user and password: its file has neither.
  const both = keptLogin.safeParse(parsed(secret));
  if (!both.success) throw unreadable(asked.profile);
  return { ...asked, ...both.data, address };
}

/** undefined for what is no JSON: the error of JSON.parse would repeat it, and go to the page and into the log. */
function parsed(secret: string): unknown {
  try {
    return JSON.parse(secret);
  } catch {
    return undefined;
  }
}

function read(name: string, secrets: Pick<Secrets, "get">): KeptSecret | null {
  try {
    return secrets.get(name);
  } catch {
    throw unreadable(name);
  }
}

const unreadable = (name: string): Error =>
  new Error(`The kept password of profile ${name} cannot be read on this system any more; enter it again.`);
