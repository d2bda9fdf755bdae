import { IconRefresh } from "@tabler/icons-react";
import { useEffect } from "react";
import { readable } from "../../bridge/bridge.ts";
import { clearRange, notify, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { dayAndClock } from "../../ui/format-time.ts";
import { cancelReports, useComputing } from "./use-report.ts";

export interface PageFactsProps {
  readonly timezone: string;
  /** The page is being written to a file. */
  readonly exporting: boolean;
  readonly onComputeAgain: () => void;
}

const cancel = (): void => void cancelReports().catch((failure: unknown) => notify(readable(failure), "error"));

/** What the page is of; what computes is stopped here, or with Escape. */
export function PageFacts({ timezone, exporting, onComputeAgain }: PageFactsProps) {
  const description = useFrame((state) => state.status?.description ?? "");
  const zone = useFrame((state) => state.zone);
  const brushed = useFrame((state) => state.range);
  const computing = useComputing(({ reports }) => reports > 0);
  const stoppable = computing || exporting;
  useEffect(() => {
    if (!stoppable) return;
    const key = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !event.defaultPrevented) cancel();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, [stoppable]);
  return (
    <div className="row reports-facts">
      <span className="sub">
        {description} · {timezone} ·{" "}
        {brushed === null
          ? "everything read"
          : `${dayAndClock(brushed.from, zone)} – ${dayAndClock(brushed.to, zone)}; rows read and refused are of everything`}
      </span>
      {brushed === null ? null : (
        <Button small onClick={clearRange} data-testid="report-whole">
          Everything
        </Button>
      )}
      <span className="spacer" />
      {stoppable ? (
        <Button small onClick={cancel} data-testid="report-cancel" title="Esc: what is shown stays">
          Cancel
        </Button>
      ) : null}
      <Button small kind="plain" onClick={onComputeAgain} title="Computed again over what has been read by now">
        <IconRefresh size={14} stroke={1.6} />
        Compute again
      </Button>
    </div>
  );
}
