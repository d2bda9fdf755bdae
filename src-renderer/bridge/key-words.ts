import { useMemo } from "react";
import { nameLine } from "../ui/name-line.ts";
import { useKeys } from "./keys.ts";

interface Codes {
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
}

export interface KeyWords {
  /** `Hill 10 · Room temperature · 322`; parts that are not there are left out. */
  readonly words: (codes: Codes) => string;
  /** The station, or the sensor of data without stations; "all" of neither. */
  readonly head: (codes: Codes) => string;
}

/** Names of keys by their codes, as the catalogues of the open source have them. */
export function useKeyWords(): KeyWords {
  const keys = useKeys((state) => state.keys);
  return useMemo(() => {
    const stations = new Map(keys.map(({ station, stationName }) => [station, stationName]));
    const sensors = new Map(keys.filter(({ sensor }) => sensor !== "").map(({ sensor, name }) => [sensor, name]));
    const station = (code: string): string => stations.get(code) ?? code;
    const sensor = (code: string): string => sensors.get(code) ?? code;
    return {
      words: (codes) => nameLine(station(codes.station), sensor(codes.sensor), codes.alarm),
      head: (codes) => station(codes.station) || sensor(codes.sensor) || "all",
    };
  }, [keys]);
}
