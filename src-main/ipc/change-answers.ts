import type { FormerValue } from "../session/former-value.ts";
import { changeRows, type DeclaredOf, valueNow } from "../session/undo-change.ts";
import type { Workbench } from "../session/workbench.ts";
import type { Answers } from "./answers.ts";
import type { ChangesMethods, Methods } from "./contract.ts";
import { setContribution } from "./set-contribution.ts";

export function changeAnswers(bench: Workbench): Answers<keyof ChangesMethods> {
  return {
    "changes.list": async () => {
      const { set } = await bench.plugins.library();
      const declaredOf: DeclaredOf = (id) => {
        const item = set.contributions.find((each) => each.id === id);
        return item?.type === "rule" || item?.type === "filter" ? item : undefined;
      };
      return { changes: changeRows(bench.workspace, declaredOf) };
    },
    "changes.putBack": async (former) => {
      const now = valueNow(bench.workspace, former);
      if ("rule" in former) await setContribution(bench, withFormer(bench, former));
      else {
        bench.change(former);
        if ("speed" in former) bench.session?.analysis.session.setSpeed(former.speed);
      }
      return now;
    },
  };
}

/** All there is of a rule now, but for the one thing that is put back. */
function withFormer(bench: Workbench, former: Extract<FormerValue, { rule: string }>): Methods["plugins.set"]["args"] {
  const { rule: id } = former;
  const enabled = bench.plugins.enabled(id);
  const settings = { ...(Object.hasOwn(bench.workspace.plugins, id) ? bench.workspace.plugins[id]?.settings : {}) };
  if ("setting" in former) {
    const { setting, value } = former;
    const others = Object.entries(settings).filter(([name]) => name !== setting);
    return { id, enabled, settings: Object.fromEntries(value === null ? others : [...others, [setting, value]]) };
  }
  if ("enabled" in former) return { id, enabled: former.enabled, settings };
  return { id, enabled, settings, ...("windows" in former ? { windows: former.windows } : { off: former.off }) };
}
