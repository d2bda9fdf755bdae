import { useEffect, useRef } from "react";
import { useRequest } from "../../bridge/use-request.ts";
import { useFrame } from "../../frame-actions.ts";

const SHOWN = 500;

/** What the plugin wrote with `context.log` and `console`, newest at the end. */
export function PluginLog({ name }: { readonly name: string }) {
  const { value, reload } = useRequest("plugins.log", { name });
  const read = useFrame((frame) => frame.status?.metrics?.records_read_total);
  const state = useFrame((frame) => frame.status?.state);
  const session = useFrame((frame) => frame.status?.session);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines come while a session reads
  useEffect(reload, [read, state, session]);
  const end = useRef<HTMLDivElement>(null);
  const lines = value?.lines ?? [];
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows what comes
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [lines.length]);
  if (lines.length === 0)
    return <p className="sub editor-nothing">Nothing yet. What the plugin writes with log() or console.log() stands here.</p>;
  return (
    <div className="plugin-log mono selectable" data-testid="plugin-log">
      {lines.length > SHOWN ? <div className="sub">… {lines.length - SHOWN} lines before</div> : null}
      {lines.slice(-SHOWN).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
        <div key={index}>{line}</div>
      ))}
      <div ref={end} />
    </div>
  );
}
