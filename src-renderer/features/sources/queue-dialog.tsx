import { IconAntenna, IconLock } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { readable, request } from "../../bridge/bridge.ts";
import { closePreview, notify, openView, setConnecting, useFrame } from "../../frame-actions.ts";
import { takePassword } from "../../ui/address-login.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select, TextInput } from "../../ui/field.tsx";
import { QueueFormPane } from "./queue-form.tsx";
import {
  emptyForm,
  mistakeOf,
  passwordOf,
  type QueueForm,
  readProfiles,
  removeProfile,
  saveProfile,
  targetOf,
  urlOf,
  userOf,
} from "./queue-form-model.ts";
import { type Proof, QueueProof } from "./queue-proof.tsx";

const unproven: Proof = { test: null, peek: null, sample: null, listening: false, error: null, running: false };

/** Form left, proof right. */
export function QueueDialog() {
  const [form, setForm] = useState<QueueForm>(emptyForm);
  const [proof, setProof] = useState<Proof>(unproven);
  const [profiles, setProfiles] = useState(readProfiles);
  const [name, setName] = useState("");
  const [opening, setOpening] = useState(false);
  const [tried, setTried] = useState(false);
  /** The profile in use whose password the system keeps. */
  const [kept, setKept] = useState<string | null>(null);
  const chosen = useRef("");
  const asked = useRef(0);
  const mistake = mistakeOf(form);
  /** Changed to another broker or user, the form needs a password of its own. */
  const keptHere = kept !== null && sameLogin(form, profiles[kept]) ? kept : null;
  const close = (): void => setConnecting(false);

  const test = async (): Promise<void> => {
    setTried(true);
    if (mistake !== null) return;
    const target = targetOf(form, keptHere);
    const mine = ++asked.current;
    // Of a form that was changed meanwhile nothing is told any more.
    const tell = (part: Partial<Proof>): void => {
      if (asked.current === mine) setProof((old) => ({ ...old, ...part }));
    };
    setProof({ ...unproven, running: true });
    try {
      const answer = await request("queue.test", target);
      tell({ test: answer });
      if (answer.ok) {
        if (target.tap === null) tell({ peek: await request("queue.peek", target) });
        tell({ listening: true });
        const sample = await request("queue.sample", target);
        tell({ sample, ...(sample.peek === null ? {} : { peek: sample.peek }) });
      }
    } catch (error) {
      tell({ error: readable(error) });
    }
    tell({ running: false, listening: false });
  };
  const create = async (): Promise<void> => {
    const mine = asked.current;
    setProof((old) => ({ ...old, running: true, error: null }));
    try {
      await request("queue.create", targetOf(form, keptHere));
      if (asked.current === mine) await test();
    } catch (error) {
      if (asked.current === mine) setProof((old) => ({ ...old, running: false, error: readable(error) }));
    }
  };
  const connect = async (): Promise<void> => {
    setTried(true);
    if (mistake !== null) return;
    setOpening(true);
    const slow = setTimeout(
      () =>
        setProof((old) => ({ ...old, error: "The broker has not answered yet; Weir keeps trying. Test says what is wrong." })),
      5000,
    );
    try {
      const status = await request("session.open", { kind: "queue", target: targetOf(form, keptHere) });
      useFrame.setState({ status, keys: [], range: null, alert: null });
      closePreview();
      openView("live");
      close();
    } catch (error) {
      setProof((old) => ({ ...old, error: readable(error) }));
      setOpening(false);
    } finally {
      clearTimeout(slow);
    }
  };
  const save = async (): Promise<void> => {
    const profile = name.trim() || (form.byUrl ? "broker" : form.host);
    saveProfile(profile, form);
    setProfiles(readProfiles());
    setName(profile);
    const password = passwordOf(form);
    try {
      if (password === "") return notify(`Profile ${profile} saved, without a password`, "success");
      if (!(await request("app.secretsAvailable", null)))
        return notify(`Profile ${profile} saved without its password: this system has no key store to keep one in`, "success");
      await request("app.setSecret", {
        profile,
        secret: password,
        address: { url: takePassword(urlOf(form)).url, user: userOf(form) },
      });
      chosen.current = profile;
      setKept(profile);
      notify(`Profile ${profile} saved, its password in the system's key store`, "success");
    } catch (error) {
      notify(`Profile ${profile} saved without its password: ${readable(error)}`, "error");
    }
  };
  const remove = async (): Promise<void> => {
    const profile = name;
    removeProfile(profile);
    setProfiles(readProfiles());
    void choose("");
    try {
      await request("app.removeSecret", { profile });
      notify(`Profile ${profile} deleted, and the password kept for it`, "success");
    } catch (error) {
      notify(`Profile ${profile} is deleted, but not the password kept for it: ${readable(error)}`, "error");
    }
  };
  const known = (profile: string): boolean => Object.hasOwn(profiles, profile);
  const choose = async (profile: string): Promise<void> => {
    setName(profile);
    setForm((known(profile) ? profiles[profile] : undefined) ?? emptyForm);
    asked.current++;
    setProof(unproven);
    setKept(null);
    chosen.current = profile;
    if (!known(profile) || !(await request("app.hasSecret", { profile }))) return;
    // Another may have been chosen meanwhile: its broker must not get this password.
    if (chosen.current === profile) setKept(profile);
  };
  return (
    <Dialog
      data-testid="queue-dialog"
      width={1150}
      height={760}
      onClose={close}
      title={
        <>
          <IconAntenna size={20} stroke={1.6} color="var(--accent)" /> Connect to RabbitMQ
        </>
      }
      aside={
        <Select
          aria-label="Profile"
          value={known(name) ? name : ""}
          options={[
            { value: "", label: "New profile" },
            ...Object.keys(profiles).map((profile) => ({ value: profile, label: profile })),
          ]}
          onChange={(profile) => void choose(profile)}
        />
      }
      footer={
        <>
          <IconLock size={14} stroke={1.6} />
          <span className="sub grow">
            {tried && mistake !== null ? (
              <span className="crit">{mistake.text}</span>
            ) : (
              "A profile's password is kept by the system's key store, or not at all."
            )}
          </span>
          <TextInput
            style={{ width: 130 }}
            aria-label="Name of the profile"
            placeholder="profile name"
            value={name}
            onChange={setName}
          />
          {known(name) ? <Button onClick={() => void remove()}>Delete profile</Button> : null}
          <Button onClick={() => void save()}>Save profile</Button>
          <Button onClick={close}>Cancel</Button>
          <Button kind="primary" onClick={() => void connect()} disabled={opening} data-testid="queue-connect">
            {opening ? "Connecting…" : form.reading === "tap" ? "Create the own queue and connect" : "Connect"}
          </Button>
        </>
      }
    >
      <div className="queue-panes">
        <QueueFormPane
          form={form}
          passwordKept={keptHere !== null && form.password === ""}
          wrong={tried ? (mistake?.field ?? null) : null}
          onChange={(change) => {
            setForm((old) => ({ ...old, ...change }));
            asked.current++;
            setProof(unproven);
          }}
        />
        <QueueProof proof={proof} onTest={() => void test()} onCreate={() => void create()} />
      </div>
    </Dialog>
  );
}

/** Whether a password kept for `saved` serves the form too. */
function sameLogin(form: QueueForm, saved: QueueForm | undefined): boolean {
  return saved !== undefined && urlOf(form) === urlOf(saved) && userOf(form) === userOf(saved);
}
