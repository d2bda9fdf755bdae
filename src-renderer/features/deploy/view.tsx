import { useEffect } from "react";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import "./deploy.css";
import { ClusterJobs } from "./cluster-jobs.tsx";
import {
  changeForm,
  changeResultsUrl,
  changeUrl,
  connect,
  type DeployForm,
  deploy,
  look,
  restoreForm,
  useDeploy,
} from "./deploy-store.ts";
import { JobPane } from "./job-pane.tsx";
import { ReturnedAlerts } from "./returned-alerts.tsx";

const LOOK_EVERY = 1000;

/** The same rules on a Flink cluster: send what is open, watch it, stop it. */
export function DeployView() {
  const { form, cluster, error, unseen, busy } = useDeploy();
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
              onChange={changeUrl}
              onKeyDown={(event) => event.key === "Enter" && void connect()}
              data-testid="deploy-url"
            />
          </Field>
          {form.password === "" ? null : (
            <Field label="Its password" stacked>
              <TextInput
                type="password"
                value={form.password}
                onChange={(password) => changeForm({ password })}
                data-testid="deploy-url-password"
              />
            </Field>
          )}
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
          <FormText of="parallelism" label="Parallelism" placeholder="free slots" data-testid="deploy-parallelism" />
          <FormText of="folder" label="Results folder, as the cluster sees it" placeholder="none" data-testid="deploy-folder" />
          <FormText
            of="resultsUrl"
            label="Results broker"
            placeholder="that of the source"
            onChange={changeResultsUrl}
            data-testid="deploy-results-url"
          />
          <FormText
            of="resultsPassword"
            label="Its password"
            type="password"
            placeholder="or WEIR_AMQP_PASSWORD"
            data-testid="deploy-results-password"
          />
          <FormText of="resultsQueue" label="Results queue" placeholder="that of the source" data-testid="deploy-results-queue" />
        </div>
        <div className="row">
          <FormText
            of="savepoint"
            label="Go on from savepoint"
            placeholder="none: from the start"
            data-testid="deploy-savepoint"
          />
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
      {unseen === null || unseen === error ? null : <ErrorLine text={unseen} />}
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

interface FormTextProps {
  readonly of: keyof DeployForm;
  readonly label: string;
  readonly placeholder: string;
  readonly type?: "password";
  /** Absent: the text is taken as it is. */
  readonly onChange?: (text: string) => void;
  readonly "data-testid": string;
}

/** One text of the form; empty is what the placeholder says. */
function FormText({ of, label, ...rest }: FormTextProps) {
  const value = useDeploy(({ form }) => form[of]);
  return (
    <Field label={label} stacked>
      <TextInput onChange={(text) => changeForm({ [of]: text })} {...rest} value={value} />
    </Field>
  );
}
