import type { ClusterJob } from "../../../src-main/ipc/contract.ts";
import { Badge, type BadgeKind } from "../../ui/badge.tsx";
import { useDeploy, watch } from "./deploy-store.ts";

const ENDED: ReadonlySet<string> = new Set(["FINISHED", "CANCELED"]);

/** Colour of a state of Flink's. */
export function stateKind(state: string): BadgeKind {
  if (state === "RUNNING") return "ok";
  if (state === "FAILED" || state === "FAILING") return "critical";
  return ENDED.has(state) ? "normal" : "warning";
}

/** Jobs of the cluster, newest first. */
export function ClusterJobs({ jobs }: { readonly jobs: readonly ClusterJob[] }) {
  const job = useDeploy((state) => state.job);
  const now = useDeploy((state) => state.status);
  return (
    <section className="card page-card deploy-jobs" data-testid="deploy-jobs">
      <b className="section-title">Jobs</b>
      {jobs.length === 0 ? <span className="sub">None yet.</span> : null}
      {jobs.map(({ id, name, state }) => {
        const shown = now?.id === id ? now.state : state;
        return (
          <button
            key={id}
            type="button"
            className="deploy-job"
            aria-current={id === job ? "true" : undefined}
            title={name}
            onClick={() => watch(id)}
          >
            <span className="grow">{name}</span>
            <Badge kind={stateKind(shown)}>{shown.toLowerCase()}</Badge>
          </button>
        );
      })}
    </section>
  );
}
