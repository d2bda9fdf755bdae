import type { AlertDraft, Json, Key } from "../../plugins/api.ts";
import { alertIds, canonicalSettings } from "./alert-id.ts";
import type { Alert, CheckedSettings, HostLimits, RuleDeclaration } from "./contract.ts";
import { isNestedTooDeep } from "./nesting.ts";
import type { RuleSnapshotHead } from "./rule-snapshot.ts";

const EVIDENCE_CHARACTERS = 16_384;
const TITLE_CHARACTERS = 500;
const ABOUT_CHARACTERS = 500;
/** What a Date can hold, either way. */
export const LAST_TIME = 8.64e15;

/** The call of a hook that is running, as far as an alert tells it. */
export interface AlertingCall {
  readonly group: number;
  readonly key: Key;
  /** Event time, epoch ms. */
  readonly now: number;
  readonly window: Alert["window"];
  /** Of the event that the hook was called for; null without one. */
  readonly value: number | null;
  readonly cause: Alert["cause"];
}

/** Alerts of one rule: what a hook drafts is checked and numbered at once, and goes out when the call has left its state behind. */
export class AlertDrafts {
  readonly #declaration: Pick<RuleDeclaration, "id" | "version">;
  readonly #idOf: ReturnType<typeof alertIds>;
  readonly #limits: HostLimits;
  readonly #stop: (message: string) => never;
  /** By group: the time of its last alert and how many it has of that time; of times before the latest until the step ends. */
  readonly #ordinals = new Map<number, { readonly time: number; readonly alerts: number }>();
  #drafted: Omit<Alert, "stateAfter">[] = [];
  #given: Alert[] = [];
  /** Characters the alerts of this step carry. */
  #evidence = 0;
  /** Of the run. */
  total = 0;

  /** `stop` switches the rule off and ends the hook that is running. */
  constructor(
    declaration: Pick<RuleDeclaration, "id" | "version">,
    settings: CheckedSettings,
    limits: HostLimits,
    stop: (message: string) => never,
  ) {
    this.#declaration = declaration;
    this.#idOf = alertIds(declaration.id, canonicalSettings(settings));
    this.#limits = limits;
    this.#stop = stop;
  }

  /** Drafted by the call that is running. */
  get drafted(): number {
    return this.#drafted.length;
  }

  /** Those of this step so far. */
  get given(): readonly Alert[] {
    return this.#given;
  }

  /** Throws a TypeError or RangeError that tells the plugin's author what is wrong with the draft. */
  add(draft: AlertDraft, call: AlertingCall): void {
    const { alertsPerStep, alertsPerRule, evidencePerStep } = this.#limits;
    if (this.#given.length + this.#drafted.length >= alertsPerStep || this.total >= alertsPerRule) this.#stop("too many alerts");
    // Read once: a getter of the plugin's may answer something else the next time.
    const { severity, title, value = call.value, evidence, action = "raise", about = "", from } = draft;
    checkWords(severity, title, action, about);
    checkTime(from);
    const text = evidenceText(evidence);
    const copy = JSON.parse(text) as Record<string, Json>;
    if (isNestedTooDeep(copy)) throw new RangeError("alert: the evidence is nested too deep");
    this.#evidence += text.length;
    if (this.#evidence > evidencePerStep) this.#stop("too much evidence in one step");
    this.total++;
    const { key, now } = call;
    const window = call.window ?? (from === undefined ? null : { start: from, end: now });
    const { id: rule, version } = this.#declaration;
    this.#drafted.push({
      id: this.#idOf(key, now, window, this.#number(call)),
      rule,
      version,
      severity,
      title: title.slice(0, TITLE_CHARACTERS),
      time: now,
      key,
      window,
      value: typeof value === "number" && Number.isFinite(value) ? value : null,
      evidence: copy,
      action,
      about: about.slice(0, ABOUT_CHARACTERS),
      cause: call.cause,
    });
  }

  /** Gives out what the call drafted, with the state it left behind. */
  complete(stateAfter: string): void {
    for (const alert of this.#drafted) this.#given.push({ ...alert, stateAfter });
    this.#evidence += stateAfter.length * this.#drafted.length;
    this.#drafted = [];
  }

  /** The alerts of the step, at its end; `latest`: the latest event time there was a call at. */
  take(latest: number): Alert[] {
    const given = this.#given;
    this.#given = [];
    this.#evidence = 0;
    for (const [group, { time }] of this.#ordinals) if (time !== latest) this.#ordinals.delete(group);
    return given;
  }

  /** As in RuleSnapshot. */
  saveOrdinals(): RuleSnapshotHead["ordinals"] {
    return [...this.#ordinals].map(([group, { alerts }]) => [group, alerts]);
  }

  /** Alerts of a group at one time are numbered on after so many. */
  restoreOrdinal(group: number, time: number, alerts: number): void {
    this.#ordinals.set(group, { time, alerts });
  }

  /** Counts the alerts of one group at one event time: two of them must not share an id. */
  #number({ group, now }: AlertingCall): number {
    const before = this.#ordinals.get(group);
    const ordinal = before?.time === now ? before.alerts : 0;
    this.#ordinals.set(group, { time: now, alerts: ordinal + 1 });
    return ordinal;
  }
}

/** Types say nothing about what a plugin hands over. */
function checkWords(severity: unknown, title: unknown, action: unknown, about: unknown): void {
  if (severity !== "critical" && severity !== "warning" && severity !== "info")
    throw new TypeError(`alert: severity ${String(severity)} must be critical, warning or info`);
  if (action !== "raise" && action !== "clear" && action !== "withdraw")
    throw new TypeError(`alert: action ${String(action)} must be raise, clear or withdraw`);
  if (typeof title !== "string" || title === "") throw new TypeError("alert: the title must be a text");
  if (typeof about !== "string") throw new TypeError("alert: about must be a text");
}

function evidenceText(evidence: unknown = {}): string {
  // Of the text, as an object's own toJSON may say something else.
  const text = typeof evidence === "object" ? JSON.stringify(evidence) : undefined;
  if (text === undefined || text[0] !== "{") throw new TypeError("alert: the evidence must be an object");
  if (text.length > EVIDENCE_CHARACTERS)
    throw new RangeError(`alert: evidence of ${text.length} characters; at most ${EVIDENCE_CHARACTERS}`);
  return text;
}

function checkTime(from: unknown): void {
  if (from !== undefined && !(typeof from === "number" && Math.abs(from) <= LAST_TIME))
    throw new TypeError("alert: from must be a time");
}
