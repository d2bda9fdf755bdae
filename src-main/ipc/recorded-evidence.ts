import { plainEvent } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import type { Alert } from "../plugin-host/contract.ts";
import { acceptsEvent, acceptsKey } from "../plugin-host/key-acceptance.ts";
import type { OpenSession } from "../session/open-session.ts";
import { ruleThen } from "../session/rule-then.ts";
import type { OpenRecorded } from "../session/run-again.ts";
import type { EventRow, Explanation } from "./contract.ts";
import { EVENTS_SHOWN } from "./explain.ts";
import { originText } from "./series-answers.ts";

/**
 * The explanation with the events it lists from what was recorded, where they are not in memory any more: of tens of millions a picture holds
 * the newest.
 */
export async function withRecordedEvents(
  session: OpenSession,
  alert: Alert,
  explanation: Explanation,
  openRecorded: OpenRecorded,
): Promise<Explanation> {
  const { events, eventsTotal, evidenceFrom, evidenceTo, by } = explanation;
  const rule = ruleThen(session.analysis, alert);
  // Of a key that lost its picture none is counted.
  const allThere = events.length > 0 && events.length >= Math.min(EVENTS_SHOWN, eventsTotal);
  if (rule === undefined || allThere) return explanation;
  const { only } = rule.declaration;
  const { names, source: read } = session.analysis;
  const key = Object.fromEntries(by.map((part) => [part, alert.key[part]]));
  const last = evidenceTo > alert.time ? evidenceTo - 1 : evidenceTo;
  // Without a recording what is in memory is all there is.
  const source = await openRecorded({ key, from: evidenceFrom, to: last + 1 }).catch(() => null);
  if (source === null) return explanation;
  const found: EventRow[] = [];
  let total = 0;
  try {
    const keys = new KeyTable();
    for await (const { events: batch, newKeys } of source.chunks(new AbortController().signal)) {
      for (const [station, sensor, alarm] of newKeys) keys.id(station, sensor, alarm);
      for (let i = 0; i < batch.length; i++) {
        const tuple = keys.key(batch.key[i] as number);
        if (!acceptsKey(only, tuple, names)) continue;
        if (!acceptsEvent(only, batch.threshold[i] as number, batch.active[i] as number)) continue;
        total++;
        if (found.length >= EVENTS_SHOWN) continue;
        const name = read.names[batch.source[i] as number] ?? "source";
        found.push({ ...plainEvent(batch, i, tuple), origin: originText(name, batch.row[i] as number) });
      }
    }
  } finally {
    await source.close();
  }
  // Of what was taken away nothing may be recorded: what is in memory is then all there is.
  return total === 0 ? explanation : { ...explanation, events: found, eventsTotal: total };
}
