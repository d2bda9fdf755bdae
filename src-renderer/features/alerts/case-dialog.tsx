import { IconAlertCircle, IconBriefcase, IconCircleCheck } from "@tabler/icons-react";
import { useEffect } from "react";
import type { CaseRun, Explanation } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { closeCase } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { AlertClaim } from "./alert-claim.tsx";
import { casePluginSaid } from "./case-plugin-said.ts";
import { EventsTable } from "./events-table.tsx";
import { ExplanationChart } from "./explanation-chart.tsx";
import { ExplanationFacts } from "./explanation-facts.tsx";
import "./alerts.css";

/** A case file: whether its alert comes again here, and why it came. What is open stays as it is. */
export function CaseDialog({ path }: { readonly path: string }) {
  const { value, error, reload } = useRequest("case.run", { path });
  const read = value !== null;
  useEffect(() => {
    if (read) request("app.addRecent", { path }).catch(() => {});
  }, [read, path]);
  return (
    <Dialog
      data-testid="case-dialog"
      width={980}
      height={820}
      onClose={closeCase}
      title={
        <>
          <IconBriefcase size={18} stroke={1.6} color="var(--accent)" />
          <span className="ellipsis" title={path}>
            Case {path.split(/[\\/]/).pop()}
          </span>
        </>
      }
      footer={
        <>
          <span className="sub grow ellipsis">
            {value === null ? "" : `Read from ${value.source}; written by Weir ${value.weir}`}
          </span>
          <Button kind="primary" onClick={closeCase}>
            Close
          </Button>
        </>
      }
    >
      <div className="explanation case">
        {error === null ? null : <ErrorLine text={error} retry={reload} />}
        {value === null && error === null ? (
          <p className="sub" role="status">
            Running its rule over its events…
          </p>
        ) : null}
        {value === null ? null : <Verdict run={value} />}
        {value?.explanation == null ? null : <Explained explanation={value.explanation} />}
      </div>
    </Dialog>
  );
}

function Verdict({ run: { same, detail, plugin } }: { readonly run: CaseRun }) {
  const Icon = same ? IconCircleCheck : IconAlertCircle;
  const whose = casePluginSaid(plugin);
  return (
    <>
      <div className={same ? "row ok" : "row warn"} role="status" data-testid="case-verdict">
        <Icon size={18} stroke={1.6} />
        <span className="selectable">{detail.charAt(0).toUpperCase() + detail.slice(1)}</span>
      </div>
      {whose === null ? null : (
        <p className="sub selectable" data-testid="case-plugin">
          {whose}
        </p>
      )}
    </>
  );
}

function Explained({ explanation }: { readonly explanation: Explanation }) {
  return (
    <>
      <header>
        <AlertClaim alert={explanation.alert} testId="case-title" />
      </header>
      <ExplanationChart explanation={explanation} />
      <ExplanationFacts explanation={explanation} />
      <EventsTable explanation={explanation} />
    </>
  );
}
