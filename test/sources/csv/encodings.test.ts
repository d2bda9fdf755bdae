import { expect, test } from "vitest";
import { guessEncoding } from "../../../src-main/sources/csv/encoding/guess-encoding.ts";
import { rowDecoder } from "../../../src-main/sources/csv/row-texts.ts";
import { ENCODING_NAMES, ENCODINGS, type Encoding } from "../../../src-main/sources/encodings.ts";
import { ENCODINGS as CHOICES } from "../../../src-renderer/features/sources/encoding-choices.ts";
import { readCsv, temporaryFolder } from "./csv-files.ts";

const folder = temporaryFolder();
const hex = (text: string): Buffer => Buffer.from(text, "hex");

/** A table whose header and device are written in bytes of their own; `broken` stands for the device of the last row. */
function table(header: Buffer, device: Buffer, broken = device): Buffer {
  const rows = Array.from({ length: 20 }, (_, i) => [
    `2024-01-01 00:00:${10 + i},`,
    i === 19 ? broken : device,
    `${i % 2},${i}.5\n`,
  ]);
  return Buffer.concat([header, Buffer.from("\n"), ...rows.flat().map((part) => Buffer.from(part))]);
}

const SHIFT_JIS = { header: hex("8e9e8d8f2c919592752c89b79378"), device: hex("91959275") };
const GBK = { header: hex("cab1bce42cc9e8b1b82ccec2b6c8"), device: hex("c9e8b1b8") };

test.each([
  ["shift_jis", SHIFT_JIS, ["時刻", "装置", "温度"], "Shift JIS"],
  ["gb18030", GBK, ["时间", "设备", "温度"], "GBK"],
] as const)(
  "a table in %s is read with its names, and a row of other bytes is refused",
  async (encoding, { header, device }, columns, named) => {
    const read = await readCsv(folder.write("named.csv", table(header, device)));
    expect([read.mapping.encoding, read.mapping.columns, read.accepted]).toEqual([encoding, columns, 20]);
    expect(new Set(read.events.map(({ key }) => key))).toEqual(new Set([0, 1].map((i) => `${columns[1]}${i}/${columns[2]}/`)));
    const broken = await readCsv(folder.write("broken.csv", table(header, device, hex("ff"))), { mapping: read.mapping });
    expect(broken.rejects).toMatchObject([{ row: 20, reason: "malformed", detail: `bytes that are not ${named}` }]);
    expect(broken.events).toHaveLength(19);
  },
);

/** Bytes of characters beyond ASCII in an encoding of one or two bytes each. */
function bytesOf(encoding: Encoding): ReadonlyMap<string, readonly number[]> {
  const decoder = rowDecoder(encoding);
  const found = new Map<string, readonly number[]>();
  const add = (...bytes: number[]): void => {
    const char = decoder.decode(Uint8Array.from(bytes));
    if ([...char].length === 1 && !found.has(char)) found.set(char, bytes);
  };
  for (let lead = 128; lead < 256; lead++) {
    add(lead);
    if (decoder.decode(Uint8Array.of(lead)) === "\ufffd") for (let trail = 64; trail < 255; trail++) add(lead, trail);
  }
  return found;
}

function encoded(text: string, encoding: Encoding): Buffer {
  const table = bytesOf(encoding);
  return Buffer.from([...text].flatMap((char) => (char < "\x80" ? char.charCodeAt(0) : (table.get(char) ?? 63))));
}

const COLUMNS: readonly (readonly [language: string, columns: string, devices: string, encodings: readonly Encoding[]])[] = [
  ["Russian", "Дата;Датчик;Температура", "Насос 1|Котёл", ["windows-1251", "koi8-r", "ibm866"]],
  ["Russian in capitals", "ДАТА;ДАТЧИК;ЗНАЧЕНИЕ", "НАСОС ОДИН|НАСОС ДВА", ["windows-1251", "koi8-r", "ibm866"]],
  ["Ukrainian", "Час;Датчик;Температура повітря", "Київ|Львів", ["windows-1251"]],
  ["Greek", "Ώρα;Αισθητήρας;Θερμοκρασία", "Αθήνα|Πάτρα", ["windows-1253"]],
  ["Hebrew", "זמן;חיישן;טמפרטורה", "ירושלים|חיפה", ["windows-1255"]],
  ["Arabic", "الوقت;الجهاز;درجة الحرارة", "الرياض|القاهرة", ["windows-1256"]],
  ["Czech", "Čas;Zařízení;Teplota °C", "Řízení|Vytápění", ["windows-1250"]],
  ["Polish", "Czas;Urządzenie;Ciśnienie", "Kocioł|Prędkość", ["windows-1250", "iso-8859-2"]],
  ["Hungarian", "Idő;Készülék;Hőmérséklet", "Kazán|Hőmérő", ["windows-1250"]],
  ["Croatian", "Vrijeme;Uređaj;Količina", "Spremište|Vlažnost", ["windows-1250", "iso-8859-2"]],
  ["Turkish", "Zaman;Cihaz;Sıcaklık", "Basınç|Güç", ["windows-1254"]],
  ["Japanese", "時刻;装置;温度", "センサ1|ポンプ", ["shift_jis", "euc-jp"]],
  ["Chinese", "时间;设备;温度", "北京站|上海站", ["gb18030"]],
  ["Chinese of Taiwan", "時間;設備;溫度", "台北站|高雄站", ["big5"]],
  ["Korean", "시간;장치;온도", "서울|부산", ["euc-kr"]],
  ["Japanese names alone", "time;device;temp", "センサ|ポンプ|ボイラー", ["shift_jis", "euc-jp"]],
  ["Chinese names alone", "time;device;temp", "北京站|上海站|广州|深圳", ["gb18030"]],
  ["Taiwanese names alone", "time;device;temp", "台北站|高雄站|臺中|花蓮", ["big5"]],
  ["Korean names alone", "time;device;temp", "서울|부산|대구광역시|인천|제주도", ["euc-kr"]],
  ["German", "Zeit;Gerät;Temperatur °C", "Kühlhaus|Straße", ["latin1"]],
  ["French", "Heure;Capteur;Température °C", "Entrée|Forêt", ["latin1"]],
  ["Italian", "Ora;Stazione;Quantità", "Forlì|Più giù", ["latin1"]],
  ["Portuguese", "Hora;Estação;Pressão", "São Paulo|Maranhão", ["latin1"]],
  ["Spanish", "Hora;Estación;Presión", "Málaga|Cádiz", ["latin1"]],
  ["Swedish", "Tid;Mätare;Värde", "Göteborg|Malmö", ["latin1"]],
  ["Icelandic", "Tími;Stöð;Gildi", "Reykjavík|Ísafjörður", ["latin1"]],
  ["English with signs", "time;device;temp °C", "pump “A”|Ø 10 – 1²", ["latin1"]],
];

const tables = COLUMNS.flatMap(([language, columns, devices, encodings]) =>
  encodings.map((encoding) => [language, encoding, columns, devices.split("|")] as const),
);

test.each(tables)("a table in %s is read in %s", async (_, encoding, columns, devices) => {
  const rows = Array.from({ length: 24 }, (_, i) => `2024-01-01 00:00:${10 + i};${devices[i % devices.length]};${i}.5\n`);
  const bytes = encoded(`${columns}\n${rows.join("")}`, encoding);
  const read = await readCsv(folder.write("language.csv", bytes));
  expect(read.mapping.encoding).toBe(encoding);
  expect([read.mapping.columns?.join(";"), read.accepted]).toEqual([columns, 24]);
  expect(new Set(read.events.map(({ key }) => devices.find((device) => key.includes(device))))).toEqual(new Set(devices));
  // A broken row decides nothing.
  const broken = Buffer.concat([bytes, Buffer.from([0x78, 0xff, 10])]);
  expect(guessEncoding(broken, "broken.csv").encoding).toBe(encoding);
});

test.each([
  [
    "German and French",
    "5a6569742c476572e4742c54656d70e9726174757265206465206c27e974e920696e20b0432c206772f6df652c20c4d6dc2c206e61ef766574e92c20b5672f6db3",
  ],
  ["curled quotes, a dash and a euro", "74696d652c9342fc726f9420962053fc642c707269636520802f4d5768"],
  ["Thai", "e0c7c5d22ccdd8bba1c3b3ec2ccdd8b3cbc0d9c1d4"],
  ["a degree sign", "54656d70205bb0435d2c3231b0"],
  ["two letters of Croatian that are two of French", "e8e62ce6"],
])("what may be %s is Latin-1, and the reason says what to do", (_, text) => {
  const { encoding, reason } = guessEncoding(hex(text), "a.csv");
  expect([encoding, reason]).toEqual(["latin1", expect.stringMatching(/choose another encoding/)]);
});

test("every encoding of a mapping is offered, has a name, and is known where files are read", () => {
  expect(Object.keys(CHOICES).sort()).toEqual([...ENCODINGS].sort());
  expect(Object.keys(ENCODING_NAMES)).toHaveLength(new Set(Object.values(ENCODING_NAMES)).size);
  for (const encoding of ENCODINGS) expect(() => rowDecoder(encoding)).not.toThrow();
});
