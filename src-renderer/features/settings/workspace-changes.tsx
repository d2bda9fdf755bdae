import { useEffect, useRef, useState } from "react";
import type { ChangeRow } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { notify, undoable, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { clockMinutes, day, zoneName } from "../../ui/format-time.ts";

const DAY = 86_400_000;

/** What was changed in the workspace, the newest first, day by day: what it was, and what it is since. */
export function WorkspaceChanges() {
  const zone = useFrame((state) => state.zone);
  // Each change reads a file again or marks the workspace as not saved.
  const session = useFrame((state) => state.status?.session);
  const dirty = useFrame((state) => state.status?.workspace.dirty);
  const { value, error, reload } = useRequest("changes.list", null);
  const list = useRef<HTMLElement>(null);
  const [undoing, setUndoing] = useState<ChangeRow | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what tells that something was changed
  useEffect(reload, [session, dirty]);
  const changes = [...(value?.changes ?? [])].reverse();
  const dayName = (time: number): string => {
    const name = day(time, zone);
    return name === day(Date.now(), zone) ? "Today" : name === day(Date.now() - DAY, zone) ? "Yesterday" : name;
  };
  const undo = async (change: ChangeRow): Promise<void> => {
    if (change.undo === null) return;
    setUndoing(change);
    try {
      await undoable(`${change.what} as it was`, request("changes.putBack", change.undo), (again) =>
        request("changes.putBack", again),
      );
      notify(`${change.what}: ${change.from || "nothing"} again`, "success");
    } catch (failure) {
      notify(`${change.what} cannot be put back: ${readable(failure)}`, "error");
    }
    // The button that was pressed may be gone.
    list.current?.focus();
    setUndoing(null);
    reload();
  };
  return (
    <section className="card page-card" data-testid="workspace-changes">
      <b className="section-title">Changes in this workspace</b>
      {error === null ? null : <ErrorLine text={error} retry={reload} />}
      {changes.length === 0 ? (
        <span className="sub">
          None yet. Rules, their settings, the source, notes and queries are kept here as they are changed.
        </span>
      ) : (
        <>
          <span className="sub">
            {changes.length === 1 ? "The latest one" : `The latest ${changes.length}`}, kept in the workspace when it is saved;
            times in {zoneName(zone)}
          </span>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
          <section ref={list} className="change-list" tabIndex={0} aria-label="Changes">
            {changes.map((change, i) => {
              const { time, what } = change;
              const before = changes[i - 1];
              return (
                <div key={`${time} ${what}`}>
                  {before !== undefined && dayName(before.time) === dayName(time) ? null : (
                    <b className="change-day">{dayName(time)}</b>
                  )}
                  <Change change={change} busy={undoing !== null} undoing={undoing === change} onUndo={() => void undo(change)} />
                </div>
              );
            })}
          </section>
        </>
      )}
    </section>
  );
}

interface ChangeProps {
  readonly change: ChangeRow;
  /** Another one is being put back. */
  readonly busy: boolean;
  readonly undoing: boolean;
  readonly onUndo: () => void;
}

function Change({ change: { time, what, from, to, undo, why, later }, busy, undoing, onUndo }: ChangeProps) {
  const zone = useFrame((state) => state.zone);
  const was = from || "nothing";
  const laterText =
    later === null ? "" : `changed again ${day(later.time, zone)} ${clockMinutes(later.time, zone)} to ${later.to || "nothing"}`;
  return (
    <div className="change-row" data-testid="workspace-change">
      <span className="sub">{clockMinutes(time, zone)}</span>
      <span>
        {what}{" "}
        <span className="selectable">
          <span className="sub">{was}</span> → {to || "nothing"}
        </span>
        {laterText === "" && why === "" ? null : <span className="sub"> · {[laterText, why].filter(Boolean).join("; ")}</span>}
      </span>
      {undo === null ? null : (
        <Button
          small
          kind="plain"
          disabled={busy}
          aria-label={`Undo: ${what} back to ${was}`}
          title={`Back to ${was}${laterText === "" ? "" : `; ${laterText}, which goes too`}`}
          onClick={onUndo}
          data-testid="change-undo"
        >
          {undoing ? "Undoing…" : "Undo"}
        </Button>
      )}
    </div>
  );
}
