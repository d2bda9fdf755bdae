import { IconStack2 } from "@tabler/icons-react";
import { useState } from "react";
import { useRequest } from "../../bridge/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { CommitInput, Field } from "../../ui/field.tsx";
import { changeChart, type DerivedChoice, useLive } from "./live-store.ts";

/** What can be laid over the active chart: series of rules, own threshold lines. */
export function ChartTools() {
  const [open, setOpen] = useState(false);
  const chart = useLive((state) => state.charts.find((other) => other.id === state.active) ?? state.charts[0]);
  const { value, reload } = useRequest("plugins.list", open ? null : undefined);
  const all: DerivedChoice[] = (value?.plugins ?? []).flatMap((plugin) =>
    plugin.contributions
      .filter((part) => part.enabled)
      .flatMap((part) =>
        part.series.map((series) => ({ rule: part.id, series: series.name, label: series.label, unit: series.unit })),
      ),
  );
  const same = (a: DerivedChoice, b: DerivedChoice): boolean => a.rule === b.rule && a.series === b.series;
  return (
    <span className="menu-anchor">
      <Button
        pressed={open}
        icon
        aria-label="Overlay: series of rules, threshold lines"
        aria-haspopup="true"
        data-testid="live-derived"
        onClick={() => {
          setOpen(!open);
          reload();
        }}
      >
        <IconStack2 size={15} stroke={1.6} />
      </Button>
      {open ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes from any field inside
        <div className="menu" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
          {chart === undefined ? <div className="sub">There is no chart</div> : null}
          {chart === undefined ? null : (
            <>
              <div className="menu-title">Series of rules on this chart</div>
              {all.length === 0 ? <div className="sub">No enabled rule makes a series</div> : null}
              <div className="menu-list">
                {all.map((choice) => {
                  const on = chart.derived.some((other) => same(other, choice));
                  return (
                    <label key={`${choice.rule} ${choice.series}`} className="row menu-row">
                      <input
                        type="checkbox"
                        checked={on}
                        onChange={() =>
                          changeChart(
                            chart.id,
                            { derived: on ? chart.derived.filter((other) => !same(other, choice)) : [...chart.derived, choice] },
                            "derived series",
                          )
                        }
                      />
                      <span className="grow">{choice.label}</span>
                      <span className="sub">{choice.rule}</span>
                    </label>
                  );
                })}
              </div>
              <div className="menu-title">Threshold lines</div>
              <Field label="Lines at">
                <CommitInput
                  className="grow"
                  aria-label="Values of threshold lines"
                  placeholder="30; 28.5"
                  value={chart.lines.join("; ")}
                  onCommit={(text) =>
                    changeChart(
                      chart.id,
                      {
                        lines: text
                          .split(/[;\s]+/)
                          .filter(Boolean)
                          .map(Number)
                          .filter(Number.isFinite),
                      },
                      "threshold lines",
                    )
                  }
                />
              </Field>
            </>
          )}
        </div>
      ) : null}
    </span>
  );
}
