import type { Alert } from "../plugin-host/contract.ts";
import type { OpenSession } from "../session/open-session.ts";
import type { AlertSteps } from "../session/step-alert.ts";
import type { AlertSteps as Answer } from "./contract.ts";
import { originText } from "./series-answers.ts";

/** State text is cut at a length: what is no JSON any more is shown as it is. */
export function parsedState(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Steps in the words of a screen. */
export function stepAnswer({ analysis }: OpenSession, alert: Alert, { same, detail, steps, at, leftOut }: AlertSteps): Answer {
  const series = analysis.rules.find(({ declaration }) => declaration.id === alert.rule)?.declaration.series ?? {};
  return {
    same,
    detail,
    at,
    leftOut,
    stateAtStart: parsedState(steps[0]?.stateBefore ?? ""),
    steps: steps.map(({ kind, called, time, event, window, timer, stateAfter, alerts, points, error }) => ({
      kind,
      called,
      time,
      event:
        event === null
          ? null
          : {
              time,
              station: event.station,
              sensor: event.sensor,
              alarm: event.alarm,
              value: event.value,
              threshold: event.threshold,
              active: event.active,
              origin: originText(analysis.source.names[event.source] ?? "source", event.row),
            },
      window,
      timer,
      state: parsedState(stateAfter),
      alerts,
      points: points.map(({ series: name, value }) => ({
        label: series[name]?.label ?? name,
        unit: series[name]?.unit ?? "",
        value,
      })),
      error,
    })),
  };
}
