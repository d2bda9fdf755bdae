import { IconAntenna, IconLock } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { readable, request } from "../../bridge/bridge.ts";
import { closePreview, openView, setConnecting, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select, TextInput } from "../../ui/field.tsx";
import { QueueFormPane } from "./queue-form.tsx";
import { changed, emptyForm, mistakeOf, type QueueForm, targetOf } from "./queue-form-model.ts";
import { QueueProof } from "./queue-proof.tsx";
import { type Profiles, useProfiles } from "./use-profiles.ts";
import { useQueueProof } from "./use-queue-proof.ts";

/** So long a broker may take before it is said that it has not answered, ms. */
const SLOW = 5000;

/** Form left, proof right. */
export function QueueDialog() {
  const [form, setForm] = useState<QueueForm>(emptyForm);
  const [opening, setOpening] = useState(false);
  const [tries, setTries] = useState(0);
  const tried = tries > 0;
  const panes = useRef<HTMLDivElement>(null);
  const profiles = useProfiles();
  const { proof, test, create, read, fail, reset } = useQueueProof();
  const mistake = mistakeOf(form);
  /** Of messages that cannot be read nothing would come. */
  const unready = mistakeOf(form, proof.peek?.mapping ?? null);
  const kept = profiles.keptFor(form);
  const target = () => targetOf(form, kept);
  const close = (): void => setConnecting(false);
  const another = (next: QueueForm): void => {
    setForm(next);
    reset();
  };
  const change = (part: Partial<QueueForm>): void => {
    const next = changed(form, part);
    setForm(next.form);
    if (!next.proven) reset();
    else if (next.form.mapping !== form.mapping) void read(next.form);
  };
  /** Nothing is asked of a broker for a form that cannot be right. */
  const ifRight =
    (act: () => Promise<void>, wrong = mistake) =>
    (): void => {
      setTries((n) => n + 1);
      if (wrong === null) void act();
    };
  // To what must be mended: the sentence about it stands far below.
  useEffect(() => {
    if (tries > 0) panes.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [tries]);
  const connect = async (): Promise<void> => {
    setOpening(true);
    const slow = setTimeout(() => fail("The broker has not answered yet; Weir keeps trying. Test says what is wrong."), SLOW);
    try {
      const status = await request("session.open", { kind: "queue", target: target() });
      useFrame.setState({ status, keys: [], range: null, alert: null });
      closePreview();
      openView("live");
      close();
    } catch (error) {
      fail(readable(error));
      setOpening(false);
    } finally {
      clearTimeout(slow);
    }
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
      aside={<ProfileChoice profiles={profiles} onChoose={(name) => another(profiles.choose(name) ?? emptyForm)} />}
      footer={
        <>
          <IconLock size={14} stroke={1.6} />
          <span className="sub grow">
            {tried && unready !== null ? (
              <span className="crit">{unready.text}</span>
            ) : (
              "A profile's password is kept by the system's key store, or not at all."
            )}
          </span>
          <TextInput
            style={{ width: 130 }}
            aria-label="Name of the profile"
            placeholder="profile name"
            value={profiles.name}
            onChange={profiles.rename}
          />
          {profiles.known ? (
            <Button
              onClick={() => {
                void profiles.remove();
                another(emptyForm);
              }}
            >
              Delete profile
            </Button>
          ) : null}
          <Button onClick={() => void profiles.save(form)}>Save profile</Button>
          <Button onClick={close}>Cancel</Button>
          <Button kind="primary" onClick={ifRight(connect, unready)} disabled={opening} data-testid="queue-connect">
            {opening ? "Connecting…" : form.reading === "tap" ? "Create the own queue and connect" : "Connect"}
          </Button>
        </>
      }
    >
      <div className="queue-panes" ref={panes}>
        <QueueFormPane
          form={form}
          passwordKept={kept !== null && form.password === ""}
          wrong={tried ? (unready?.field ?? null) : null}
          onChange={change}
        />
        <QueueProof
          proof={proof}
          mapping={form.mapping}
          onMapping={(mapping) => change({ mapping })}
          onTest={ifRight(() => test(target()))}
          onCreate={ifRight(() => create(target()))}
        />
      </div>
    </Dialog>
  );
}

function ProfileChoice({ profiles, onChoose }: { readonly profiles: Profiles; readonly onChoose: (name: string) => void }) {
  return (
    <Select
      aria-label="Profile"
      value={profiles.known ? profiles.name : ""}
      options={[{ value: "", label: "New profile" }, ...profiles.names.map((name) => ({ value: name, label: name }))]}
      onChange={onChoose}
    />
  );
}
