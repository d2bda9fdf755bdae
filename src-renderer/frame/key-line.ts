import type { KeyInfo } from "../../src-main/ipc/contract.ts";

type Named = Pick<KeyInfo, "station" | "stationName" | "name" | "short" | "sensor" | "alarm" | "alarmName">;

/** All a key can be found by, names and codes, in small letters. */
export const keyLine = ({ station, stationName, name, short, sensor, alarm, alarmName }: Named): string =>
  `${station} ${stationName} ${name} ${short} ${sensor} ${alarm} ${alarmName}`.toLowerCase();
