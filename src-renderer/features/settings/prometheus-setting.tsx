import { useState } from "react";
import { readable, request } from "../../bridge/bridge.ts";
import { Button } from "../../ui/button.tsx";
import { TextInput } from "../../ui/field.tsx";

const KEPT = "weir.metrics-port";

/** Serves the metrics of the running session on this machine, for a Prometheus to read; on again at the next start. */
export function PrometheusSetting() {
  const [port, setPort] = useState(() => localStorage.getItem(KEPT) ?? "9464");
  const [address, setAddress] = useState<string | null>(() =>
    localStorage.getItem(KEPT) === null ? null : `http://127.0.0.1:${localStorage.getItem(KEPT)}/metrics`,
  );
  const [error, setError] = useState<string | null>(null);
  const number = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535 ? Number(port) : null;
  const serve = async (on: boolean): Promise<void> => {
    setError(null);
    try {
      const answer = await request("metrics.serve", { port: on ? number : null });
      setAddress(answer.address);
      if (on) localStorage.setItem(KEPT, port);
      else localStorage.removeItem(KEPT);
    } catch (reason) {
      setAddress(null);
      setError(readable(reason).replace(/^--metrics-port /, "port "));
    }
  };
  return (
    <div className="row">
      <span className="setting">
        <b>Prometheus</b>
        <span className="sub">
          {address === null ? (
            "Serve the metrics on this machine"
          ) : (
            <span className="selectable" data-testid="metrics-address">
              {address}
            </span>
          )}
        </span>
      </span>
      <TextInput
        small
        style={{ width: 72 }}
        aria-label="Port"
        data-testid="metrics-port"
        value={port}
        invalid={number === null}
        disabled={address !== null}
        onChange={setPort}
      />
      <Button small disabled={number === null} onClick={() => void serve(address === null)} data-testid="metrics-serve">
        {address === null ? "Serve" : "Stop"}
      </Button>
      {error === null ? null : (
        <span className="crit" role="alert">
          {error}
        </span>
      )}
    </div>
  );
}
