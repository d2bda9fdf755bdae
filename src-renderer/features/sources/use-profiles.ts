import { useRef, useState } from "react";
import { readable, request } from "../../bridge/bridge.ts";
import { notify } from "../../frame-actions.ts";
import { takePassword } from "../../ui/address-login.ts";
import { passwordOf, type QueueForm, readProfiles, removeProfile, saveProfile, urlOf, userOf } from "./queue-form-model.ts";

export interface Profiles {
  readonly names: readonly string[];
  /** As typed or chosen. */
  readonly name: string;
  readonly rename: (name: string) => void;
  readonly known: boolean;
  /** The profile whose password the system keeps for just this form; null: none. */
  readonly keptFor: (form: QueueForm) => string | null;
  /** The form it holds; null: there is none of that name. */
  readonly choose: (name: string) => QueueForm | null;
  readonly save: (form: QueueForm) => Promise<void>;
  /** Forgets the profile in use, and its password. */
  readonly remove: () => Promise<void>;
}

/** Connections by name, without their passwords: those are the system's key store's to keep. */
export function useProfiles(): Profiles {
  const [profiles, setProfiles] = useState(readProfiles);
  const [name, setName] = useState("");
  /** The profile in use whose password the system keeps. */
  const [kept, setKept] = useState<string | null>(null);
  const chosen = useRef("");
  const has = (profile: string): boolean => Object.hasOwn(profiles, profile);
  const choose = (profile: string): QueueForm | null => {
    setName(profile);
    setKept(null);
    chosen.current = profile;
    if (!has(profile)) return null;
    request("app.hasSecret", { profile }).then(
      // Another may have been chosen meanwhile: its broker must not get this password.
      (there) => there && chosen.current === profile && setKept(profile),
      () => {},
    );
    return profiles[profile] ?? null;
  };
  const save = async (form: QueueForm): Promise<void> => {
    const profile = name.trim() || (form.byUrl ? "broker" : form.host);
    saveProfile(profile, form);
    setProfiles(readProfiles());
    setName(profile);
    const password = passwordOf(form);
    try {
      if (password === "") return notify(`Profile ${profile} saved, without a password`, "success");
      if (!(await request("app.secretsAvailable", null)))
        return notify(`Profile ${profile} saved without its password: this system has no key store to keep one in`, "success");
      const address = { url: takePassword(urlOf(form)).url, user: userOf(form) };
      await request("app.setSecret", { profile, secret: password, address });
      chosen.current = profile;
      setKept(profile);
      notify(`Profile ${profile} saved, its password in the system's key store`, "success");
    } catch (error) {
      notify(`Profile ${profile} saved without its password: ${readable(error)}`, "error");
    }
  };
  const remove = async (): Promise<void> => {
    removeProfile(name);
    setProfiles(readProfiles());
    choose("");
    try {
      await request("app.removeSecret", { profile: name });
      notify(`Profile ${name} deleted, and the password kept for it`, "success");
    } catch (error) {
      notify(`Profile ${name} is deleted, but not the password kept for it: ${readable(error)}`, "error");
    }
  };
  return {
    names: Object.keys(profiles),
    name,
    rename: setName,
    known: has(name),
    // Changed to another broker or user, the form needs a password of its own.
    keptFor: (form) => (kept !== null && sameLogin(form, profiles[kept]) ? kept : null),
    choose,
    save,
    remove,
  };
}

/** Whether a password kept for `saved` serves the form too. */
function sameLogin(form: QueueForm, saved: QueueForm | undefined): boolean {
  return saved !== undefined && urlOf(form) === urlOf(saved) && userOf(form) === userOf(saved);
}
