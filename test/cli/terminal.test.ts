import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { oneLine } from "../../src-main/cli/failure.ts";
import { withoutCredentials } from "../../src-main/sources/rabbitmq/broker-url.ts";
import { weir } from "../reports/weir-report.ts";

const folder = mkdtempSync(join(tmpdir(), "weir-terminal-"));
const at = (name: string): string => join(folder, name);
/** A terminal does something else with them than show them. */
const ACTED_UPON = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;
const NAMES = ["\u001b[2J\u001b]0;owned\u0007a", "\u009b31mb", "c\u202egnp.exe", "d\b\bx", "\u2066e\u2069", "two\nlines"];

beforeAll(() => {
  const rows = Array.from({ length: 600 }, (_, i) => {
    const name = NAMES[i % NAMES.length] as string;
    // Some come late.
    const time = new Date(1.7e12 + i * 1000 - (i % 5 === 0 ? 7000 : 0)).toISOString();
    return `${time},"${name}","${name}",${i % 9}`;
  });
  writeFileSync(at("names.csv"), `time,station,sensor,value\n${rows.join("\n")}\n`);
  mkdirSync(at("evil"));
  const manifest = { name: "evil", version: "1.0.0", displayName: "E\u001b[31mvil\u202e", main: "index.ts", weir: { api: 1 } };
  writeFileSync(at("evil/package.json"), JSON.stringify(manifest));
  writeFileSync(
    at("evil/index.ts"),
    `import { defineRule } from "weir";
export default defineRule({
  id: "evil-rule", title: "T\\u001b[2J\\u009b31m\\u202eitle", by: ["station"], settings: {}, series: {},
  stateVersion: 1, initialState: () => ({ n: 0 }),
  onEvent({ state, alert }, event) {
    if (++state.n === 5) throw new Error("\\u001b]0;owned\\u0007 boom \\u202e\\nsecond");
    if (event.value > 6) alert({ severity: "warning", title: "A\\u001b[2J\\u009b\\u202e " + event.station, evidence: {} });
  },
});
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["window names.csv --by station,sensor --window tumbling:5m", 0, /u001b\[2J/],
  ["run names.csv --plugin evil --out out", 0, /u001b\]0;owned.*boom/],
  ["report names.csv --report station-share", 0, /u202egnp/],
  ["plugin list evil", 0, /vil\\u202e/],
  ["plugin check evil", 1, /evil-rule: T\\u001b/],
  ["whatif names.csv --plugin evil --out-of-orderness 1s,10s --table", 0, /comes: .*A\\u001b/],
  ["plugin backtest evil names.csv", 0, /u009b31mb/],
  ["run \u001b[2J\u202e.csv", 2, /u001b\[2J\\u202e\.csv does not exist/],
  ["run names.csv --\u009b31m", 2, /u009b31m/],
])("what other people wrote does nothing to the terminal (%#)", async (words, code, shown) => {
  const args = words.split(" ").map((word) => (/^(names|evil|out)/.test(word) && !word.includes(",") ? at(word) : word));
  const answer = await weir(...args);
  const printed = answer.stdout + answer.stderr;
  expect({ code: answer.code, acted: printed.match(ACTED_UPON) }).toEqual({ code, acted: null });
  expect(printed).toMatch(shown);
});

test.each([
  ['amqp://ana:s3@kuchen/x y"z@mq:5672 does not exist', "amqp://…@mq:5672 does not exist"],
  ["AMQPS://ana:s3@mq is", "AMQPS://…@mq is"],
  ["amqp:ana:s3@mq is", "amqp:…@mq is"],
  ["http://ana:s3@mq is", "http://…@mq is"],
  ["ana:s3@mq:5672 does not exist", "…@mq:5672 does not exist"],
  ["--amqp=ana:s3@mq", "--amqp=…@mq"],
  ["write amqp://user:password@host:5672/vhost", "write amqp://user:password@host:5672/vhost"],
  ["C:\\data\\a@b.csv and mail@x.csv", "C:\\data\\a@b.csv and mail@x.csv"],
])("%s: shown without a login", (text, shown) => {
  expect(withoutCredentials(text)).toBe(shown);
  expect(oneLine(new Error(text))).toBe(shown);
});
