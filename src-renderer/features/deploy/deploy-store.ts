import { create } from "zustand";
import type { ClusterInfo, ClusterJobStatus } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { layoutOf, saveLayout } from "../../bridge/layout.ts";
import { takePassword, withPassword } from "../../ui/address-login.ts";

export interface DeployForm {
  /** Without a password. */
  readonly url: string;
  readonly password: string;
  readonly parallelism: string;
  readonly folder: string;
  /** Without a password. */
  readonly resultsUrl: string;
  readonly resultsPassword: string;
  readonly resultsQueue: string;
  readonly savepoint: string;
}

interface DeployState {
  readonly form: DeployForm;
  readonly cluster: ClusterInfo | null;
  /** Of the cluster as it was typed, perhaps with a login; what is shown has none. */
  readonly address: string;
  /** Job that is watched. */
  readonly job: string | null;
  readonly status: ClusterJobStatus | null;
  /** Events a second the sources read, from the last two looks; null: not known yet. */
  readonly rate: number | null;
  /** What to know about the job that was deployed last. */
  readonly notes: readonly string[];
  /** Of what was asked for last; it stays until something else is. */
  readonly error: string | null;
  /** Why the last look failed; null: it did not. */
  readonly unseen: string | null;
  readonly busy: "connect" | "deploy" | "stop" | "cancel" | null;
}

const empty: DeployForm = {
  url: "http://localhost:8081",
  password: "",
  parallelism: "",
  folder: "",
  resultsUrl: "",
  resultsPassword: "",
  resultsQueue: "",
  savepoint: "",
};

export const useDeploy = create<DeployState>(() => ({
  form: empty,
  cluster: null,
  address: "",
  job: null,
  status: null,
  rate: null,
  notes: [],
  error: null,
  unseen: null,
  busy: null,
}));

const { getState: get, setState: set } = useDeploy;

/** The form as the workspace has it. Where results go is not kept, nor the login of a cluster. */
export function restoreForm(): void {
  const saved = layoutOf("deploy");
  if (typeof saved !== "object" || saved === null) return;
  const { url, parallelism, folder } = saved as Partial<DeployForm>;
  const texts = Object.entries({ url, parallelism, folder }).filter(([, value]) => typeof value === "string");
  set({ form: { ...get().form, ...Object.fromEntries(texts) } });
}

export function changeForm(change: Partial<DeployForm>): void {
  const form = { ...get().form, ...change };
  set({ form });
  saveLayout("deploy", { url: form.url, parallelism: form.parallelism, folder: form.folder });
}

/** A password in the cluster's address goes where it is not shown. */
export function changeUrl(typed: string): void {
  const { url, password } = takePassword(typed);
  changeForm(password === "" ? { url } : { url, password });
}

function addressOf({ url, password }: DeployForm): string {
  return withPassword(url.trim(), password);
}

/** As `changeUrl`, for the results broker. */
export function changeResultsUrl(typed: string): void {
  const { url, password } = takePassword(typed);
  changeForm(password === "" ? { resultsUrl: url } : { resultsUrl: url, resultsPassword: password });
}

export function connect(): Promise<void> {
  return busy("connect", async () => {
    const address = addressOf(get().form);
    const cluster = await request("deploy.connect", { url: address });
    set({ cluster, address, job: get().job ?? cluster.jobs[0]?.id ?? null });
    await look();
  });
}

export function deploy(): Promise<void> {
  return busy("deploy", async () => {
    const address = addressOf(get().form);
    const { parallelism, folder, resultsUrl, resultsPassword, resultsQueue, savepoint } = get().form;
    const text = (value: string): string | null => (value.trim() === "" ? null : value.trim());
    const count = text(parallelism) === null ? null : Number(parallelism);
    if (count !== null && (!Number.isSafeInteger(count) || count < 1))
      throw new Error(`Parallelism must be a whole number of at least 1, not ${parallelism}.`);
    const queue = text(resultsQueue);
    if (queue !== null && text(resultsUrl) === null) throw new Error("Name the broker of the results queue, amqp://host.");
    const broker = resultsUrl.trim();
    if (resultsPassword !== "" && URL.canParse(broker) && new URL(broker).username === "")
      throw new Error("Name the user of the results broker in its address: amqp://user@host.");
    const { job, notes } = await request("deploy.start", {
      url: address,
      parallelism: count,
      fromSavepoint: text(savepoint),
      folder: text(folder),
      results: queue === null ? null : { url: withPassword(broker, resultsPassword), queue },
    });
    set({ job, notes, status: null, rate: null });
    changeForm({ savepoint: "" });
    set({ cluster: await request("deploy.connect", { url: address }), address });
    await look();
  });
}

export function stop(): Promise<void> {
  return busy("stop", () => end(false));
}

/** Also of a job whose savepoint is waited for: that is refused then, with its reason. */
export function cancel(): Promise<void> {
  return get().busy === "stop"
    ? end(true).catch((error: unknown) => set({ error: readable(error) }))
    : busy("cancel", () => end(true));
}

async function end(cancel: boolean): Promise<void> {
  const { job, cluster, address } = get();
  if (job === null || cluster === null) return;
  await request("deploy.stop", { url: address, job, cancel });
  await look();
}

export function watch(job: string): void {
  set({ job, notes: [], status: null, rate: null, error: null, unseen: null });
  void look();
}

/** Asks for the watched job; keeps what it said when the cluster does not answer. */
export async function look(): Promise<void> {
  const { job, cluster, address, status: before } = get();
  if (job === null || cluster === null) return;
  try {
    const at = Date.now();
    const status = await request("deploy.status", { url: address, job });
    if (get().job !== job) return;
    const read = (some: ClusterJobStatus | null): number => some?.counts["records_read_total"] ?? 0;
    const seconds = (at - lookedAt) / 1000;
    const rate = before === null || seconds <= 0 ? null : Math.max(0, (read(status) - read(before)) / seconds);
    lookedAt = at;
    // What a job counted is gone from Flink's metrics when it has ended.
    const counts = Object.keys(status.counts).length === 0 && before?.id === job ? before.counts : status.counts;
    set({ status: { ...status, counts }, rate: status.ended === null ? rate : null, unseen: null });
  } catch (error) {
    if (get().job === job) set({ unseen: readable(error) });
  }
}
let lookedAt = 0;

async function busy(what: "connect" | "deploy" | "stop" | "cancel", act: () => Promise<void>): Promise<void> {
  if (get().busy !== null) return;
  set({ busy: what, error: null, unseen: null });
  try {
    await act();
  } catch (error) {
    set({ error: readable(error) });
  } finally {
    set({ busy: null });
  }
}
