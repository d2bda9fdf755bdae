/** What is written behind the number of a reading. Of one letter it may be an id as well: `1A`, `2A`. */
export const UNITS: ReadonlySet<string> = new Set(
  `% ‰ VDC VAC mVDC mVAC ADC AAC mADC mAAC Ohm kOhm MOhm ° °C °F C F K ℃ ℉ µV μV mV V kV µA μA mA A kA mW W kW MW GW Wh kWh MWh GWh VA kVA MVA var kvar Hz kHz MHz GHz
   Pa hPa kPa MPa bar mbar psi mm cm m km mm/h m/s km/h mph kn kt m² m³ l L ml mL l/h L/h l/min L/min l/s L/s m³/h m3/h rpm U/min 1/min
   ns µs μs ms s min h d B kB KB MB GB TB KiB MiB GiB TiB B/s kB/s KB/s MB/s GB/s KiB/s MiB/s GiB/s b/s kb/s Mb/s Gb/s bps kbps Mbps
   dB dBm dBA lx lux ppm ppb pH g kg t N kN Nm J kJ MJ Ω kΩ MΩ rad µg/m³ μg/m³ mg/m³ g/m³ W/m² req/s ops/s c/s p/s € $`.split(
    /\s+/,
  ),
);

const IN_BRACKETS = /[[(]([^[\]()]{1,8})[\])]$/;
/** A letter in brackets may be a phase, a line or a part as well. */
const LETTERS = /^[BCFLNJdgt]$/;
/** Units in words, as loggers write them below the names of columns. */
const WORDS = new Map([
  ["us", "µs"],
  ["usec", "µs"],
  ["msec", "ms"],
  ["sec", "s"],
  ["deg c", "°C"],
  ["degc", "°C"],
  ["deg. c", "°C"],
  ["degrees c", "°C"],
  ["deg f", "°F"],
  ["degf", "°F"],
  ["degrees f", "°F"],
  ["deg", "°"],
  ["degrees", "°"],
  ["volt", "V"],
  ["millivolts", "mV"],
  ["amps", "A"],
  ["amp", "A"],
  ["ohms", "Ω"],
  ["kilowatts", "kW"],
  ["meters/second", "m/s"],
  ["m/sec", "m/s"],
  ["kph", "km/h"],
  ["w/m2", "W/m²"],
  ["w/m^2", "W/m²"],
  ["watts/meter²", "W/m²"],
  ["kilopascals", "kPa"],
  ["millibars", "mbar"],
  ["millimeters", "mm"],
  ["percent rh", "%"],
  ["%rh", "%"],
]);
/** Base units in names of metrics, as Prometheus writes them. */
const LAST_WORDS = new Map([
  ["celsius", "°C"],
  ["fahrenheit", "°F"],
  ["kelvin", "K"],
  ["percent", "%"],
  ["volts", "V"],
  ["amperes", "A"],
  ["watts", "W"],
  ["joules", "J"],
  ["hertz", "Hz"],
  ["pascals", "Pa"],
  ["bytes", "B"],
  ["seconds", "s"],
  ["meters", "m"],
  ["grams", "g"],
]);

/** The unit a sensor's own name says: `Room [°C]`, `Consumption (kWh)`, `node_hwmon_temp_celsius`. "": none. */
export function unitInName(name: string): string {
  const [, bracketed = ""] = IN_BRACKETS.exec(name) ?? [];
  if (UNITS.has(bracketed) && !LETTERS.test(bracketed)) return bracketed;
  return LAST_WORDS.get(name.slice(name.lastIndexOf("_") + 1).toLowerCase()) ?? "";
}

/** The unit a text is, that stands where a unit is looked for: `°C`, `(V)`, `[%]`, `Deg C`. "": none that is known. */
export function unitSaid(text: string): string {
  const bare = text.replace(/^[[(](.*)[\])]$/, "$1").trim();
  if (UNITS.has(bare)) return bare;
  const word = bare.toLowerCase();
  return WORDS.get(word) ?? LAST_WORDS.get(word) ?? "";
}
