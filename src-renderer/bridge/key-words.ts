import { useMemo } from "react";
import type { KeyInfo, KeyPart } from "../../src-main/ipc/contract.ts";
import { nameLine } from "../ui/name-line.ts";
import { useKeys } from "./keys.ts";

type Codes = Readonly<Record<KeyPart, string>>;

export interface KeyWords {
  /** `Hill 10 · Room temperature · High room temperature`; parts that are not there are left out. */
  readonly words: (codes: Codes) => string;
  /** The station, or the sensor of data without stations; "all" of neither. */
  readonly head: (codes: Codes) => string;
  /** Keys that share these parts, with what the parts are called and are: `any station · Room temperature (102)`. */
  readonly pattern: (by: readonly KeyPart[], codes: Readonly<Partial<Codes>>) => string;
}

/** Names of keys by their codes, as the catalogues of the open source have them; a code that none knows stands for itself. */
export function keyWords(keys: readonly Pick<KeyInfo, KeyPart | "stationName" | "name" | "alarmName">[]): KeyWords {
  const names: Readonly<Record<KeyPart, ReadonlyMap<string, string>>> = {
    station: new Map(keys.map(({ station, stationName }) => [station, stationName])),
    sensor: new Map(keys.filter(({ sensor }) => sensor !== "").map(({ sensor, name }) => [sensor, name])),
    alarm: new Map(keys.map(({ alarm, alarmName }) => [alarm, alarmName])),
  };
  const name = (part: KeyPart, code: string): string => names[part].get(code) ?? code;
  const partWords = (part: KeyPart, code: string | undefined): string => {
    if (code === undefined) return `any ${part}`;
    const called = name(part, code);
    return called === code ? `${part} ${code}` : `${called} (${code})`;
  };
  return {
    words: ({ station, sensor, alarm }) => nameLine(name("station", station), name("sensor", sensor), name("alarm", alarm)),
    head: ({ station, sensor }) => name("station", station) || name("sensor", sensor) || "all",
    pattern: (by, codes) => nameLine(...by.map((part) => partWords(part, codes[part]))),
  };
}

export function useKeyWords(): KeyWords {
  const keys = useKeys((state) => state.keys);
  return useMemo(() => keyWords(keys), [keys]);
}
