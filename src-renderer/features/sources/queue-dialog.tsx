import { IconAntenna, IconLock } from "@tabler/icons-react";
import { useState } from "react";
import { readable, request } from "../../bridge/bridge.ts";
import { closePreview, notify, openView, setConnecting, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select, TextInput } from "../../ui/field.tsx";
import { QueueFormPane } from "./queue-form.tsx";
import { emptyForm, mistakeOf, type QueueForm, readProfiles, saveProfile, targetOf } from "./queue-form-model.ts";
import { type Proof, QueueProof } from "./queue-proof.tsx";

const unproven: Proof = { test: null, peek: null, error: null, running: false };

/** Form left, proof right. */
export function QueueDialog() {
  const [form, setForm] = useState<QueueForm>(emptyForm);
  const [proof, setProof] = useState<Proof>(unproven);
  const [profiles, setProfiles] = useState(readProfiles);
  const [name, setName] = useState("");
  const [opening, setOpening] = useState(false);
  const [tried, setTried] = useState(false);
  const mistake = mistakeOf(form);
  const close = (): void => setConnecting(false);

  const test = async (): Promise<void> => {
    setTried(true);
    if (mistake !== null) return;
    const target = targetOf(form);
    setProof({ ...unproven, running: true });
    try {
      const answer = await request("queue.test", target);
      setProof({ test: answer, peek: null, error: null, running: answer.ok });
      if (answer.ok) setProof({ test: answer, peek: await request("queue.peek", target), error: null, running: false });
    } catch (error) {
      setProof((old) => ({ ...old, error: readable(error), running: false }));
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
      const status = await request("session.open", { kind: "queue", target: targetOf(form) });
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
  const save = (): void => {
    const profile = name.trim() || (form.byUrl ? "broker" : form.host);
    saveProfile(profile, form);
    setProfiles(readProfiles());
    setName(profile);
    notify(`Profile ${profile} saved, without its password`, "success");
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
          value={profiles[name] === undefined ? "" : name}
          options={[
            { value: "", label: "New profile" },
            ...Object.keys(profiles).map((profile) => ({ value: profile, label: profile })),
          ]}
          onChange={(profile) => {
            setName(profile);
            setForm(profiles[profile] ?? emptyForm);
            setProof(unproven);
          }}
        />
      }
      footer={
        <>
          <IconLock size={14} stroke={1.6} />
          <span className="sub grow">
            {tried && mistake !== null ? (
              <span className="crit">{mistake.text}</span>
            ) : (
              "A profile is saved without its password."
            )}
          </span>
          <TextInput
            style={{ width: 130 }}
            aria-label="Name of the profile"
            placeholder="profile name"
            value={name}
            onChange={setName}
          />
          <Button onClick={save}>Save profile</Button>
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
          wrong={tried ? (mistake?.field ?? null) : null}
          onChange={(change) => {
            setForm((old) => ({ ...old, ...change }));
            setProof(unproven);
          }}
        />
        <QueueProof proof={proof} onTest={() => void test()} />
      </div>
    </Dialog>
  );
}
