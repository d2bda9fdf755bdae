import type { CodeNames } from "../../../src-main/ipc/contract.ts";

/** The catalogue's word for a sensor, else its code. Codes come from data: "constructor" is one like any other. */
export const sensorWord = ({ sensors }: CodeNames, code: string): string =>
  Object.hasOwn(sensors, code) ? (sensors[code]?.name ?? code) : code;

export const unitOf = ({ sensors }: CodeNames, code: string): string =>
  Object.hasOwn(sensors, code) ? (sensors[code]?.unit ?? "") : "";

export const alarmWord = ({ alarms }: CodeNames, code: string): string =>
  Object.hasOwn(alarms, code) ? (alarms[code] ?? code) : code;
