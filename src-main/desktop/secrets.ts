import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { safeStorage } from "electron";
import { z } from "zod";

const stored = z.object({ version: z.literal(1), secrets: z.record(z.string(), z.string()) });
const profile = z.string().min(1).max(200);

export const setSecretArguments = z.object({ profile, secret: z.string().max(10_000) });
export const profileArguments = z.object({ profile });

/** Passwords of connection profiles, encrypted by the operating system's key store. */
export interface Secrets {
  get(profile: string): string | null;
  /** Refuses where the system offers no encryption: a secret is never written readable. */
  set(profile: string, secret: string): void;
  remove(profile: string): void;
  available(): boolean;
}

export function openSecrets(file: string): Secrets {
  return {
    available,
    get(name) {
      const secrets = read(file);
      const encrypted = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
      return encrypted === undefined ? null : safeStorage.decryptString(Buffer.from(encrypted, "base64"));
    },
    set(name, secret) {
      if (!available())
        throw new Error("This system has no key store to keep a password in. Enter it at each connection instead.");
      write(file, { ...read(file), [name]: safeStorage.encryptString(secret).toString("base64") });
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
  writeFileSync(`${file}.new`, JSON.stringify({ version: 1, secrets }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
