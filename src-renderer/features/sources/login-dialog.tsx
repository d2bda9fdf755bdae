import { useEffect, useState } from "react";
import { readable, request } from "../../bridge/bridge.ts";
import { notify, openView, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { Switch } from "../../ui/switch.tsx";
import { type QueueForm, readProfiles, urlOf, userOf } from "./queue-form-model.ts";

interface Login {
  readonly profile: string | null;
  readonly user: string | null;
  readonly password: string | null;
}

/** The workspace's broker refused the login: asks for another, or takes what the system keeps for it. */
export function LoginDialog() {
  const refused = useFrame((state) => state.status?.refusedBy ?? null);
  /** The attempt after which it was put off: the next one asks again. */
  const [put, setPut] = useState(0);
  if (refused === null || refused.attempt === put) return null;
  return <LoginForm key={refused.broker} broker={refused.broker} close={() => setPut(refused.attempt)} />;
}

function LoginForm({ broker, close }: { readonly broker: string; readonly close: () => void }) {
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [remember, setRemember] = useState(false);
  const [canKeep, setCanKeep] = useState(false);
  const [busy, setBusy] = useState(true);
  const [error, setError] = useState<string | null>(null);
  const own = `login:${broker}`;
  const login = async (asked: Login): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      const status = await request("session.login", asked);
      useFrame.setState({ status, keys: [] });
      openView("live");
      return true;
    } catch (failure) {
      setError(readable(failure));
      return false;
    } finally {
      setBusy(false);
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for this broker
  useEffect(() => {
    void kept(broker, own).then(
      async ({ canKeep: available, login: known }) => {
        setCanKeep(available && own.length <= 200);
        if (known === null) return setBusy(false);
        setUser(known.user ?? "");
        await login(known);
      },
      () => setBusy(false),
    );
  }, []);
  const connect = async (): Promise<void> => {
    if (!(await login({ profile: null, user: user.trim(), password }))) return;
    if (!remember) return;
    const secret = JSON.stringify({ user: user.trim(), password });
    await request("app.setSecret", { profile: own, secret, address: { url: broker, user: user.trim() } }).catch(
      (failure: unknown) => notify(`Connected, but the password is not kept: ${readable(failure)}`, "error"),
    );
  };
  return (
    <Dialog
      title="Log in to RabbitMQ"
      width={460}
      onClose={close}
      data-testid="login"
      footer={
        <>
          <span className="spacer" />
          <Button onClick={close}>Not now</Button>
          <Button kind="primary" disabled={busy || user.trim() === ""} data-testid="login-connect" onClick={() => void connect()}>
            {busy ? "Connecting…" : "Connect"}
          </Button>
        </>
      }
    >
      <form
        style={{ display: "grid", gap: 12, padding: "14px 16px" }}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && user.trim() !== "") void connect();
        }}
      >
        <p className="selectable">
          <b>{broker}</b> wants a user and a password. A workspace's file holds neither.
        </p>
        <Field label="User" stacked>
          <TextInput value={user} onChange={setUser} data-testid="login-user" />
        </Field>
        <Field label="Password" stacked>
          <TextInput type="password" value={password} onChange={setPassword} data-testid="login-password" />
        </Field>
        {canKeep ? (
          <div className="row">
            <Switch checked={remember} label="Remember" onChange={setRemember} data-testid="login-remember" />
            <span className="sub">Remember in the system's key store</span>
          </div>
        ) : (
          <p className="sub">This system has no key store to remember a password in: it is asked for at each start.</p>
        )}
        {error === null ? null : <ErrorLine text={error} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

/** As the workspace has it: without credentials. */
function addressOf(form: QueueForm): string | null {
  const url = URL.parse(urlOf(form));
  if (url === null) return null;
  url.username = "";
  url.password = "";
  return url.toString();
}

/** What the system keeps for this broker: the login of its workspaces, or a profile's. The password itself stays with the system. */
async function kept(broker: string, own: string): Promise<{ readonly canKeep: boolean; readonly login: Login | null }> {
  const canKeep = await request("app.secretsAvailable", null);
  if (own.length <= 200 && (await request("app.hasSecret", { profile: own })))
    return { canKeep, login: { profile: own, user: null, password: null } };
  for (const [profile, form] of Object.entries(readProfiles()))
    if (addressOf(form) === broker && (await request("app.hasSecret", { profile })))
      return { canKeep, login: { profile, user: userOf(form), password: null } };
  return { canKeep, login: null };
}
