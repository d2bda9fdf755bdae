import type { ReactNode } from "react";
import type { Explanation, WindowSpec } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { count } from "../../ui/format-number.ts";
import { clock, durationText } from "../../ui/format-time.ts";
import { settingText } from "../../ui/setting-text.ts";
import { evidenceFact } from "./evidence-fact.ts";

/** Evidence, settings and cause in three columns. A setting that was changed shows its default. */
export function ExplanationFacts({ explanation }: { readonly explanation: Explanation }) {
  const zone = useFrame((state) => state.zone);
  const { alert, settings, eventsTotal, versionNow, window, by, cause, plugin, evidenceFrom, evidenceTo } = explanation;
  return (
    <div className="facts">
      <Facts title="Evidence">
        <Fact name="Events" value={count(eventsTotal)} />
        {Object.entries(alert.evidence)
          // A sentence that says why stands above.
          .filter(([name, value]) => name !== "why" || typeof value !== "string")
          .map(([name]) => (
            <EvidenceFact key={name} name={name} explanation={explanation} />
          ))}
      </Facts>
      <Facts title="Settings">
        {settings.map(({ name, declaration, value, now }) => (
          <Fact
            key={name}
            name={declaration.label}
            value={
              <>
                {settingText(declaration, value)}
                {value === declaration.default ? null : (
                  <span className="accent"> default {settingText(declaration, declaration.default)}</span>
                )}
                {value === now ? null : <span className="accent"> {settingText(declaration, now)} since</span>}
              </>
            }
          />
        ))}
        {settings.length === 0 ? <span className="sub">none</span> : null}
      </Facts>
      <Facts title="Cause">
        <Fact name="Rule" value={alert.rule} />
        <Fact name="Version" value={`${plugin} ${alert.version}${versionNow === alert.version ? "" : `, ${versionNow} since`}`} />
        <Fact name="Grouped by" value={by.join(", ") || "everything"} />
        <Fact name="Window" value={windowText(window)} />
        <Fact name="From – to" value={`${clock(evidenceFrom, zone)} – ${clock(evidenceTo, zone)}`} />
        {cause === null ? null : <Fact name="Row" value={cause} />}
        <Fact name="Alert id" value={<span className="mono selectable">{alert.id.slice(0, 12)}</span>} />
      </Facts>
    </div>
  );
}

function Facts({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <b>{title}</b>
      <dl>{children}</dl>
    </section>
  );
}

export interface FactProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly title?: string;
}

export function Fact({ name, value, title }: FactProps) {
  return (
    <div className="fact" title={title}>
      <dt>{name}</dt>
      <dd className="selectable">{value}</dd>
    </div>
  );
}

interface EvidenceFactProps {
  readonly name: string;
  readonly explanation: Explanation;
}

/** What stands in the alert is the title. */
function EvidenceFact({ name, explanation: { alert, told } }: EvidenceFactProps) {
  const zone = useFrame((state) => state.zone);
  const { label, text } = evidenceFact(name, alert.evidence, told, { near: alert.time, zone });
  return <Fact name={label} value={text} title={`${name}: ${JSON.stringify(alert.evidence[name])}`} />;
}

function windowText(window: WindowSpec): string {
  switch (window.kind) {
    case "none":
      return "each event";
    case "sliding":
      return `sliding ${durationText(window.size)} every ${durationText(window.every)}`;
    case "session":
      return `session, gap ${durationText(window.gap)}`;
    case "count":
      return `${window.size} events every ${window.every}`;
    default:
      return `${window.kind} ${durationText(window.size)}`;
  }
}
