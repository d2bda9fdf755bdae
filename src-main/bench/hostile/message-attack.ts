import type { Random } from "../../simulate/random.ts";
import { MessageRows } from "../../sources/rabbitmq/message-rows.ts";
import { decideMapping, type QueueMapping, type QueueMessage } from "../../sources/rabbitmq/queue-mapping.ts";
import type { SourceChunk } from "../../sources/source.ts";
import { type Attack, expectSame, Finding, refusedOr } from "./attack.ts";
import { hostileCsv } from "./csv-grammar.ts";
import { chance, few, pick } from "./draws.ts";
import { bend, hostileJson, jsonText } from "./json-grammar.ts";
import { mutate } from "./mutate.ts";
import { reading } from "./reading-time.ts";

const TYPES = [
  "text/csv",
  "application/json",
  "text/csv; charset=latin1",
  "text/plain; charset=utf-16le",
  "application/json;charset=nonsense",
  "text/csv;charset=__proto__",
  "image/png",
  "",
];
const ENCODINGS = ["gzip", "deflate", "utf-8", "iso-8859-1", "br", ""];

/** Messages as one text, so that a failing input can be cut down: a line of head, then the body, base64. */
interface Written {
  readonly head: { readonly contentType?: string; readonly contentEncoding?: string };
  readonly columns?: string;
  readonly body: string;
}

function row(random: Random): object {
  return {
    time: new Date(1_709_288_430_000 + random.below(1e6) * 1000).toISOString(),
    station: `s${random.below(5)}`,
    sensor: "temp",
    value: random.below(4000) / 8,
    limit: pick(random, [35, 999_999, null]),
    on: chance(random, 0.5),
  };
}

const COLUMNS = "time,station,sensor,value,limit,on";

function body(random: Random): Buffer {
  const json = row(random);
  const csv = Buffer.from(Object.values(json).join(","));
  switch (random.below(8)) {
    case 0:
      return hostileJson(random, json);
    case 1:
      return hostileJson(
        random,
        Array.from({ length: few(random, 8) }, () => row(random)),
      );
    case 2:
      return Buffer.from(
        Array.from({ length: 1 + few(random, 6) }, () => jsonText(chance(random, 0.8) ? row(random) : bend(random, json))).join(
          "\n",
        ),
      );
    case 3:
      return mutate(random, csv);
    case 4:
      return Buffer.concat(
        Array.from({ length: 1 + few(random, 6) }, () =>
          Buffer.concat([
            Buffer.from(Object.values(row(random)).join(",")),
            Buffer.from(pick(random, ["\n", "\r\n", "\n\n", ""])),
          ]),
        ),
      );
    case 5:
      return chance(random, 0.1) ? hostileCsv(random) : csv;
    case 6:
      return Buffer.from(jsonText(Object.values(json)));
    default:
      return csv;
  }
}

export const messageAttack: Attack = {
  name: "messages",
  share: 25,
  make(random) {
    const made = Array.from({ length: 1 + few(random, 12) }, (): string => {
      const written: Written = {
        head: {
          ...(chance(random, 0.4) ? { contentType: pick(random, TYPES) } : {}),
          ...(chance(random, 0.1) ? { contentEncoding: pick(random, ENCODINGS) } : {}),
        },
        ...(chance(random, 0.1)
          ? { columns: pick(random, [COLUMNS, "limit,on,time,station,sensor,value", "value", "", '"', "__proto__,time"]) }
          : {}),
        body: body(random).subarray(0, 200_000).toString("base64"),
      };
      return JSON.stringify(written);
    });
    return Buffer.from(made.join("\n"));
  },
  async run(input) {
    const messages = input
      .toString()
      .split("\n")
      .flatMap((line): QueueMessage[] => {
        try {
          const { head, columns, body: text } = JSON.parse(line) as Written;
          return [{ bytes: Buffer.from(text, "base64"), head, ...(columns === undefined ? {} : { columns }) }];
        } catch {
          // An input that was cut down need not be whole.
          return [];
        }
      });
    await read(messages, GIVEN);
    const decided = await refusedOr(() => decideMapping(messages, undefined, "auto", []));
    if (decided === null) return "refused";
    await read(messages, decided.value);
    return "read";
  },
};

const GIVEN: QueueMapping = decideMapping(
  [
    {
      bytes: Buffer.from("2024-03-01T00:00:00Z,a,temp,1,2,true\n2024-03-01T00:00:01Z,a,temp,1,2,true"),
      head: {},
      columns: COLUMNS,
    },
  ],
  undefined,
  "auto",
  [],
);

/** Many at once and one by one must tell the same. */
async function read(messages: readonly QueueMessage[], by: QueueMapping): Promise<void> {
  const together = await reading(() => {
    const rows = new MessageRows(by, "auto", 1e6);
    for (const message of messages) rows.add(message);
    return rows.take();
  });
  const alone = new MessageRows(by, "auto", 1e6);
  const one = messages.flatMap((message) => {
    alone.add(message);
    return alone.take();
  });
  expectSame("messages read together and one by one", told(together), told(one));
}

function told(chunks: readonly SourceChunk[]) {
  const keys: string[] = [];
  const rows: unknown[] = [];
  const totals = { read: 0, accepted: 0, refused: 0, bytes: 0 };
  for (const { newKeys, events, rejects, refused, ...chunk } of chunks) {
    keys.push(...newKeys.map((key) => key.join("/")));
    totals.read += chunk.rows;
    totals.accepted += chunk.rowsAccepted;
    totals.bytes += chunk.bytes;
    for (const n of Object.values(refused)) totals.refused += n;
    const found = rejects.map(({ row: number, ...reject }): [number, unknown] => [number, reject]);
    for (let i = 0; i < events.length; i++)
      found.push([
        events.row[i] as number,
        [
          events.time[i],
          keys[events.key[i] as number],
          events.value[i],
          events.threshold[i],
          events.active[i],
          chunk.textOf?.(i),
        ],
      ]);
    rows.push(...found.sort((a, b) => a[0] - b[0]));
  }
  if (totals.read !== totals.accepted + totals.refused) throw new Finding(`unaccounted rows: ${JSON.stringify(totals)}`);
  return { rows, totals };
}
