import type { KeyInfo } from "../../../src-main/ipc/contract.ts";

/** An alert's title where its sensor is known already, so that what it says of it is not cut off: `Room temperature: spike` is `Spike`. */
export function titleHere(title: string, { name, sensor }: Pick<KeyInfo, "name" | "sensor">): string {
  for (const called of [name, `Sensor ${sensor}`]) {
    const [, said] = title.startsWith(called) ? (/^:? (.+)$/s.exec(title.slice(called.length)) ?? []) : [];
    if (called !== "" && said !== undefined) return said.charAt(0).toUpperCase() + said.slice(1);
  }
  return title;
}
