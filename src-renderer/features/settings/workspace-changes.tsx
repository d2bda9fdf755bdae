import { useEffect } from "react";
import { useRequest } from "../../bridge/use-request.ts";
import { useFrame } from "../../frame-actions.ts";
import { ErrorLine } from "../../ui/empty.tsx";
import { clockMinutes, day, zoneName } from "../../ui/format-time.ts";

const DAY = 86_400_000;

/** What was changed in the workspace, the newest first, day by day: what it was, and what it is since. */
export function WorkspaceChanges() {
  const zone = useFrame((state) => state.zone);
  // Each change reads a file again or marks the workspace as not saved.
  const session = useFrame((state) => state.status?.session);
  const dirty = useFrame((state) => state.status?.workspace.dirty);
  const { value, error, reload } = useRequest("workspace.get", null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what tells that something was changed
  useEffect(reload, [session, dirty]);
  const changes = [...(value?.changes ?? [])].reverse();
  const dayName = (time: number): string => {
    const name = day(time, zone);
    return name === day(Date.now(), zone) ? "Today" : name === day(Date.now() - DAY, zone) ? "Yesterday" : name;
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
            The latest {changes.length}, kept in the workspace when it is saved; times in {zoneName(zone)}
          </span>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
          <section className="change-list" tabIndex={0} aria-label="Changes">
            {changes.map(({ time, what, from, to }, i) => {
              const before = changes[i - 1];
              return (
                <div key={`${time} ${what}`}>
                  {before !== undefined && dayName(before.time) === dayName(time) ? null : (
                    <b className="change-day">{dayName(time)}</b>
                  )}
                  <div className="change-row" data-testid="workspace-change">
                    <span className="sub">{clockMinutes(time, zone)}</span>
                    <span>{what}</span>
                    <span className="selectable">
                      <span className="sub">{from || "nothing"}</span> → {to || "nothing"}
                    </span>
                  </div>
                </div>
              );
            })}
          </section>
        </>
      )}
    </section>
  );
}
