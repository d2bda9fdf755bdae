import { DIRTY_SHARE, dirtyLine, futureLine } from "./dirt.ts";
import { seededRandom } from "./random.ts";
import type { SensorModel } from "./sensors.ts";
import { SimulatedStation } from "./station.ts";
import type { Planted } from "./truth.ts";

export interface BtsOptions {
  /** 1 to 100,000. */
  readonly stations: number;
  /** Days of data; fractions allowed. */
  readonly days: number;
  readonly seed: number;
  /** Adds every kind of bad row, about three in a hundred. */
  readonly dirty?: boolean;
}

/** A simulation is read once: all of `chunks()`, then `truth()`. */
export interface BtsSimulation {
  /** CSV text in chunks of about 64 KiB, made as it is asked for. Throws when asked for a second time. */
  chunks(): Iterable<string>;
  /** What was planted, in time order. Complete when the last chunk was given. */
  truth(): readonly Planted[];
  /** Lines given so far, the header not counted, bad rows counted. */
  readonly rows: number;
}

export const BTS_HEADER = "station_id,datapoint_id,alarm_id,event_time,value,valueThreshold,isActive,storedtime\n";

const EPOCH = Date.UTC(2017, 1, 18);
const CHUNK = 65_536;
const TWO_DIGITS = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, "0"));

/**
 * Base-station data as a device farm sends it: each station reports minute by minute, some a few minutes behind the others, and now and
 * then one holds its rows back for up to four minutes. Memory is bounded by the number of stations, whatever the number of days.
 *
 * @throws RangeError when an option is out of range.
 */
export function simulateBts(options: BtsOptions): BtsSimulation {
  const { stations, days, seed } = options;
  if (!Number.isInteger(stations) || stations < 1 || stations > 100_000)
    throw new RangeError(`stations must be a whole number from 1 to 100000, not ${stations}`);
  if (!(days > 0) || !Number.isFinite(days)) throw new RangeError(`days must be a number above 0, not ${days}`);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number, not ${seed}`);
  const made: Made = { truth: [], rows: 0 };
  let started = false;
  return {
    chunks() {
      if (started) throw new Error("a simulation can be read once; call simulateBts again");
      started = true;
      return rows(options, made);
    },
    truth: () => made.truth,
    get rows() {
      return made.rows;
    },
  };
}

interface Made {
  readonly truth: Planted[];
  rows: number;
}

function* rows({ stations, days, seed, dirty }: BtsOptions, made: Made): Generator<string> {
  const minutes = Math.max(1, Math.round(days * 1440));
  const farm = Array.from(
    { length: stations },
    (_, i) =>
      new SimulatedStation(
        String(1_161_115_010 + 3 * i),
        EPOCH,
        seededRandom(seed, i + 1),
        seededRandom(seed, 0x6000_0000 + i),
        made.truth,
      ),
  );
  const traffic = seededRandom(seed, 0x7f00_0001);
  const dirt = dirty ? seededRandom(seed, 0x7f00_0002) : undefined;
  let text = BTS_HEADER;
  let station = farm[0] as SimulatedStation;
  let minute = "";

  const emit = (model: SensorModel, seconds: number, value: number, active: boolean): void => {
    text += `${station.code},${model.sensor},${model.alarm},${minute}${TWO_DIGITS[seconds]} UTC,${value},${model.threshold},${active},\n`;
    made.rows++;
    if (dirt && dirt.uniform() < DIRTY_SHARE) {
      made.rows++;
      const time = EPOCH + (station.next - 1) * 60_000 + seconds * 1000;
      const row = { station: station.code, sensor: model.sensor, alarm: model.alarm, time, value, threshold: model.threshold };
      const atEnd = station.next > minutes - Math.max(2, minutes / 500);
      text += atEnd && dirt.uniform() < 0.1 ? futureLine(dirt, row) : dirtyLine(dirt, row);
    }
  };

  const longestLag = 8;
  for (let slot = 0; slot < minutes + longestLag; slot++) {
    for (station of farm) {
      const upTo = slot >= minutes + longestLag - 1 ? minutes : Math.min(minutes, slot + 1 - station.lag);
      // A station whose uplink stalls sends its minutes later, together.
      if (slot < minutes && traffic.uniform() < 0.002 && upTo - station.next < 4) continue;
      while (station.next < upTo) {
        minute = minuteText(EPOCH + station.next * 60_000);
        station.minute(emit);
      }
      if (text.length >= CHUNK) {
        yield text;
        text = "";
      }
    }
  }
  made.truth.sort((a, b) => a.start - b.start || a.station.localeCompare(b.station) || a.sensor.localeCompare(b.sensor));
  if (text.length > 0) yield text;
}

let cachedMinute = Number.NaN;
let cachedText = "";
/** `2017-02-18 18:28:` of a whole minute. */
function minuteText(time: number): string {
  if (time !== cachedMinute) {
    const iso = new Date(time).toISOString();
    cachedText = `${iso.slice(0, 10)} ${iso.slice(11, 16)}:`;
    cachedMinute = time;
  }
  return cachedText;
}
