import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { safeStorage } from "electron";
import { z } from "zod";
import { brokerAddress } from "../sources/rabbitmq/broker-address.ts";
import { writeWholeSync } from "../sources/whole-file.ts";

/** Version 1 did not say which broker a password is for: what it kept is asked for once more. */
const stored = z.object({ version: z.literal(2), secrets: z.record(z.string(), z.string()) });
const kept = z.object({ address: z.string(), secret: z.string() });
const profile = z.string().min(1).max(200);
const address = z
  .object({ url: z.string().max(2000), user: z.string().max(1000).nullable() })
  .transform(({ url, user }, { addIssue, value }) => {
    const text = brokerAddress(url, user);
    if (text === null) addIssue({ code: "custom", message: "is no address of a broker", input: value });
    return text ?? "";
  });

export const setSecretArguments = z.object({ profile, secret: z.string().max(10_000), address });
export const profileArguments = z.object({ profile });

/** A password with the one broker, as `brokerAddress` tells them apart, that it may be sent to. */
export type KeptSecret = z.infer<typeof kept>;

/** Passwords of connection profiles, each encrypted together with its address by the operating system's key store. */
export interface Secrets {
  get(profile: string): KeptSecret | null;
  /** Refuses where the system offers no encryption: a secret is never written readable. */
  set(profile: string, secret: KeptSecret): void;
  remove(profile: string): void;
  available(): boolean;
}

export function openSecrets(file: string): Secrets {
  return {
    available,
    get(name) {
      const secrets = read(file);
      const encrypted = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
      if (encrypted === undefined) return null;
      return kept.parse(JSON.parse(safeStorage.decryptString(Buffer.from(encrypted, "base64"))));
    },
    set(name, secret) {
      if (!available())
        throw new Error("This system has no key store to keep a password in. Enter it at each connection instead.");
      write(file, { ...read(file), [name]: safeStorage.encryptString(JSON.stringify(secret)).toString("base64") });
    },
    remove(name) {
      const { [name]: _removed, ...kept } = read(file);
      write(file, kept);
    },
  };
}

// On Linux without a keyring Electron "encrypts" with a fixed password, which protects nothing.
function available(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text";
}

function read(file: string): Record<string, string> {
  try {
    return stored.parse(JSON.parse(readFileSync(file, "utf8"))).secrets;
  } catch {
    return {};
  }
}

function write(file: string, secrets: Record<string, string>): void {
  mkdirSync(dirname(file), { recursive: true });
  writeWholeSync(file, JSON.stringify({ version: 2, secrets }), 0o600);
}
