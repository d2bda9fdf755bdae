/** What columns are called, by what they mean. */

export type NamedRole = "station" | "sensor" | "alarm" | "value" | "threshold";

/** The parts of a key. */
export const KEY_ROLES = ["station", "sensor", "alarm"] as const;

export const NAMES: Readonly<Record<NamedRole, RegExp>> = {
  station:
    /station|^(?:# *)?stn$|device|host|(?<!a|th)node|(?<!compo|web)site|machine|unit_?id|asset|location|^instance$|gateway|^server|standort|anlage|gerät|geraet|maschine|estaci|estaç|stazione|dispositiv|appareil|equip|станци|объект|устройств|прибор|urządzen|stacja|zařízen|stanice|postaja|uređaj|berendezés|állomás|cihaz|istasyon|συσκευ|σταθμ|站|设备|設備|装置|機器|장치|설비|기기/i,
  sensor:
    /sensor|datapoint|channel|signal|metric|^_?tag|tag(?:_?(?:name|id))?$|point|measurement_?(?:id|name)|variable|^var_?name$|^key$|^_field$|^__name__$|^(?:entity|statistic)_id$|^series(?:_?name)?$|^item(?:_?id)?$|parameter|messstelle|meßstelle|messpunkt|kanal|messgröße|capteur|sonde|canal|датчик|канал|параметр|czujnik|kanał|čidlo|snímač|senzor|érzékelő|algılayıcı|αισθητήρ|传感器|测点|測點|計測点|感測器|センサ|チャンネル|센서|채널/i,
  alarm: /alarm|alert|event_?(?:id|type|code)|(?<!de)fault|авари|тревог|报警|警报|警報|경보|알람/i,
  value:
    /^(?:_?value|val|var_?value|(?:sensor|metric|point|tag|data|measured|numeric|raw)_?value|value_?(?:numeric|float|double)|reading|measurement|wert|messwert|valore|valor|valeur|mesure|waarde|värde|verdi|værdi|arvo|значение|показание|wartość|hodnota|vrijednost|érték|valoare|değer|τιμή|值|数值|數值|測定値|数値|값|측정값|y)(?:\s*[[(].*[\])])?$/i,
  threshold:
    /threshold|limit|setpoint|grenzwert|schwelle|seuil|umbral|soglia|порог|уставк|próg|határérték|eşik|阈值|閾值|閾値|임계/i,
};

/** Of a wide table, whose rows are of several devices, the text that tells them apart, where nothing is called a station. */
const DEVICE_NAME =
  /(?:^|[ _.-])(?:name|thing|entity|room|zone|plant|well|turbine|inverter|vehicle|meter|logger|module|building|mac|imei|serial)(?:[ _.-]?(?:name|id|no|number))?$/i;
/** As words: `thingName`. */
export const namesDevice = (name: string): boolean => DEVICE_NAME.test(name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " "));

/** A series of InfluxDB is numbered in a column that tells nothing of it. */
export const INFLUX_NUMBER = /^table$/;
export const INFLUX_TIME = "_time";

const QUALITY = /^(.+?)[ _.:-]*(?:q|qc|quality|validity)(?:[ _]?(?:code|detail))?$/i;
const STATUS = /^(.+?)[ _.:-]+(?:status|flag)(?:[ _]?code)?$/i;
const READING = /[ _.:-]+(?:value|val|pv|wert)$/i;

/** Of the German weather service: of all values of a row. */
const ROW_QUALITY = /^qn(?:_\d+)?$/i;

/** Whether a column says how good the readings of another one are: `FT1_Q` beside `FT1`, `FT1.Status` beside `FT1.Value`, `QN_9` of a row. */
export function isQuality(name: string, names: readonly string[]): boolean {
  if (ROW_QUALITY.test(name)) return true;
  const rated = QUALITY.exec(name)?.[1]?.toLowerCase();
  const told = STATUS.exec(name)?.[1]?.toLowerCase();
  return names.some((other) => {
    const lower = other.toLowerCase();
    const bare = lower.replace(READING, "");
    return other !== name && (bare === rated || (bare === told && bare !== lower));
  });
}

/** Of a log of alarms what each is about, where no column is called alarm. */
export const ALARM_TEXT = /message|\btext|descri|condition|^event$|meldung|ereignis/i;

/** A column of numbers so named holds codes. */
export const CODE_NAME =
  /id$|code$|number$|[ _]no$|(?:station|sensor|device|node|site|logger)[ _]?(?:index|idx|nr|num)$|^(?:# *)?stn$/i;

/** Such a column tells what a reading is of, whatever it is the id of. */
export const ID_NAME = /(?:^|[ _.-])id$|[a-z]I[dD]$/;

/** How grave an alarm is. */
export const SEVERITY_NAME = /severit|priorit|schwere|gravit|gravedad|dringlich/i;

/** Whether, when or by whom an alarm was acknowledged. */
export const SEEN_NAME = /(?<![a-z])ack|quittier/i;

/** When an alarm, or whatever a row tells of, was over. */
export const END_NAME = /(?<!s)end|stop|clear|ceas|resolv|return|recover|reset|\brtn/i;

/** Of a row's times not the one at which it was measured or began. */
export const LATER_NAME = /(?<![a-z])ack|quittier|updat|stored|insert|received|ingest|processed/i;
