import { useEffect } from "react";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import "./deploy.css";
import { ClusterJobs } from "./cluster-jobs.tsx";
import { changeForm, changeResultsUrl, connect, deploy, look, restoreForm, useDeploy } from "./deploy-store.ts";
import { JobPane } from "./job-pane.tsx";
import { ReturnedAlerts } from "./returned-alerts.tsx";

const LOOK_EVERY = 1000;

/** The same rules on a Flink cluster: send what is open, watch it, stop it. */
export function DeployView() {
  const { form, cluster, error, busy } = useDeploy();
  const status = useFrame((state) => state.status);
  const open = status !== null && status.state !== "none";
  useEffect(() => {
    restoreForm();
    const timer = setInterval(() => void look(), LOOK_EVERY);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="page deploy" data-testid="deploy">
      <h1 className="page-title">Deploy</h1>
      <p className="sub">
        When one machine is not enough, the rules that are on run unchanged on an Apache Flink 1.20 cluster, on the source that is
        open. The cluster must see the files under the same path, or the same broker.
      </p>
      <section className="card page-card deploy-form">
        <div className="row">
          <Field label="Cluster" stacked>
            <TextInput
              value={form.url}
              onChange={(url) => changeForm({ url })}
              onKeyDown={(event) => event.key === "Enter" && void connect()}
              data-testid="deploy-url"
            />
          </Field>
          <Button onClick={() => void connect()} disabled={busy !== null} data-testid="deploy-connect">
            {busy === "connect" ? "Connecting…" : "Connect"}
          </Button>
          <span className="sub grow" data-testid="deploy-cluster">
            {cluster === null
              ? "Not connected"
              : `Flink ${cluster.version} · ${cluster.taskManagers} task managers · ${cluster.freeSlots} of ${cluster.slots} slots free`}
          </span>
        </div>
        <div className="row">
          <Field label="Parallelism" stacked>
            <TextInput
              value={form.parallelism}
              placeholder="free slots"
              onChange={(parallelism) => changeForm({ parallelism })}
              data-testid="deploy-parallelism"
            />
          </Field>
          <Field label="Results folder, as the cluster sees it" stacked>
            <TextInput
              value={form.folder}
              placeholder="none"
              onChange={(folder) => changeForm({ folder })}
              data-testid="deploy-folder"
            />
          </Field>
          <Field label="Results broker" stacked>
            <TextInput
              value={form.resultsUrl}
              placeholder="that of the source"
              onChange={changeResultsUrl}
              data-testid="deploy-results-url"
            />
          </Field>
          <Field label="Its password" stacked>
            <TextInput
              type="password"
              value={form.resultsPassword}
              placeholder="or WEIR_AMQP_PASSWORD"
              onChange={(resultsPassword) => changeForm({ resultsPassword })}
              data-testid="deploy-results-password"
            />
          </Field>
          <Field label="Results queue" stacked>
            <TextInput
              value={form.resultsQueue}
              placeholder="that of the source"
              onChange={(resultsQueue) => changeForm({ resultsQueue })}
              data-testid="deploy-results-queue"
            />
          </Field>
        </div>
        <div className="row">
          <Field label="Go on from savepoint" stacked>
            <TextInput
              value={form.savepoint}
              placeholder="none: from the start"
              onChange={(savepoint) => changeForm({ savepoint })}
              data-testid="deploy-savepoint"
            />
          </Field>
          <Button
            kind="primary"
            onClick={() => void deploy()}
            disabled={busy !== null || cluster === null || !open}
            title={open ? undefined : "Open a source first"}
            data-testid="deploy-start"
          >
            {busy === "deploy" ? "Deploying…" : "Deploy what is open"}
          </Button>
          <span className="sub grow">
            {open ? status.description : "Nothing is open: open a CSV or connect to RabbitMQ first."}
          </span>
        </div>
      </section>
      {error === null ? null : <ErrorLine text={error} />}
      {cluster === null ? null : (
        <div className="deploy-columns">
          <ClusterJobs jobs={cluster.jobs} />
          <JobPane />
        </div>
      )}
      <ReturnedAlerts />
    </div>
  );
}
