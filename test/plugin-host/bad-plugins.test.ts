import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src-main/plugin-host/limits.ts";
import { type Analysed, addsUp, analyse } from "../support/analyse.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { GOOD, goodAlone } from "../support/good-plugins.ts";
import { writePlugin } from "../support/plugin-folder.ts";

const folder = temporaryFolder();
const file = join(folder.path, "bts.csv");
let alone: Analysed;

beforeAll(async () => {
  alone = await goodAlone(file);
});
afterAll(() => folder.remove());

const rule = (id: string, body: string, rest = ""): string =>
  `import { defineRule } from "weir";\n${rest}\nexport default defineRule({ id: "${id}", title: "Bad", by: ["station"], initialState: () => ({ n: 0 }),\n  onEvent(context, event) {\n    ${body}\n  } });\n`;

/** Runs bad plugins beside good ones: whatever they do, the good ones give what they give alone and every row is accounted for. */
async function besideAll(bad: readonly string[], timeout = DEFAULT_LIMITS.timeout): Promise<Analysed> {
  const together = await analyse([file], [...GOOD, ...bad], {}, { limits: { ...DEFAULT_LIMITS, timeout } });
  for (const good of GOOD) expect(together.lines(good)).toEqual(alone.lines(good));
  expect(together.metrics.records_read_total).toBe(alone.metrics.records_read_total);
  expect(addsUp(together.metrics)).toBe(true);
  return together;
}

const beside = (name: string, source: string, timeout?: number): Promise<Analysed> =>
  besideAll([writePlugin(folder.path, name, source)], timeout);

describe("a bad plugin costs no one else anything", () => {
  it("throws always: counted, named with its line, switched off", async () => {
    const { problems, metrics } = await beside("throws-always", rule("throws-always", 'throw new Error("no " + event.station);'));
    expect(problems[0]).toMatchObject({ plugin: "throws-always", hook: "onEvent", file: "index.ts", line: 5 });
    expect(problems[0]?.message).toMatch(/^no \d+/);
    expect(problems[0]?.key?.station).not.toBe("");
    expect(problems.at(-1)?.quarantined).toBe(true);
    expect(metrics.runtime_errors_total["throws-always"]).toBeGreaterThanOrEqual(20);
  });

  it("throws sometimes: the calls that do not throw count", async () => {
    const source = rule(
      "throws-sometimes",
      'if (++context.state.n % 2000 === 0) throw new TypeError("now and then");\n    if (context.state.n === 1) context.alert({ severity: "info", title: "first" });',
    );
    const { problems, alerts } = await beside("throws-sometimes", source);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ quarantined }) => !quarantined)).toBe(true);
    expect(alerts.filter((alert) => alert.rule === "throws-sometimes").map(({ title }) => title)).toEqual([
      "first",
      "first",
      "first",
    ]);
  });

  it("loops for ever: its worker is killed, and the reason says so", async () => {
    const { problems } = await beside("loops", rule("loops", "for (;;) context.state.n++;"), 1500);
    expect(problems).toEqual([expect.objectContaining({ plugin: "loops", hook: "timeout", quarantined: true })]);
    expect(problems[0]?.message).toMatch(/did not return within 1\.5 s/);
  });

  it("allocates without end: its worker is killed", async () => {
    const { problems } = await beside(
      "allocates",
      rule("allocates", "for (;;) kept.push(new Array(10000).fill(event.value));", "const kept: number[][] = [];"),
    );
    expect(problems).toEqual([expect.objectContaining({ plugin: "allocates", hook: "memory", quarantined: true })]);
  });

  it("allocates buffers, which no heap limit covers, without end: its worker is killed", async () => {
    const { problems } = await beside(
      "buffers",
      rule("buffers", "for (;;) kept.push(new Float64Array(1 << 20).fill(1));", "const kept: Float64Array[] = [];"),
    );
    expect(problems).toEqual([expect.objectContaining({ plugin: "buffers", quarantined: true })]);
    expect(problems[0]?.hook).toMatch(/memory|timeout|load/);
  });

  it("evaluates an import: refused where it is called, and switched off", async () => {
    const { problems } = await beside("imports", rule("imports", 'import("node:" + event.station);'));
    expect(problems[0]).toMatchObject({ plugin: "imports", hook: "onEvent" });
    expect(problems[0]?.message).toMatch(/^import\(\) is not available to a plugin/);
    expect(problems.at(-1)?.quarantined).toBe(true);
  });

  it("floods with alerts, series or timers: stopped at a stated limit", async () => {
    const { problems } = await beside("floods", rule("floods", 'for (;;) context.alert({ severity: "info", title: "again" });'));
    expect(problems.at(-1)).toMatchObject({ plugin: "floods", hook: "limit", message: "too many alerts", quarantined: true });
  });
});

const REFUSED: readonly (readonly [what: string, body: string])[] = [
  ["process", "return process.exit(1);"],
  ["require", 'return (globalThis as any)["require"]("node:fs");'],
  ["fetch", 'return fetch("http://127.0.0.1");'],
  ["constructor.constructor", 'return (context as any).constructor.constructor("return process")().exit(1);'],
  ["function of the host", 'return (context.alert as any).constructor("return process")().exit(1);'],
  ["prototype of objects", "(Object.prototype as any).value = 1; return (Array.prototype as any).push = null;"],
  ["prototype of what is handed in", "Object.getPrototypeOf(event).value = 1; return Object.getPrototypeOf(context).now = 5;"],
  ["the settings", "(context.settings as any).limit = 1; return context.settings;"],
  ["the clock", "return Date.now();"],
  ["chance", "return Math.random();"],
  ["eval of an import", 'return (0, eval)("imp" + "ort(\'node:fs\')");'],
];

const triesId = (what: string): string =>
  `tries-${what
    .replaceAll(/[^a-z]+/gi, "-")
    .replaceAll(/^-|-$/g, "")
    .toLowerCase()}`;

describe("what a plugin tries is refused, and nothing leaks", () => {
  let together: Analysed;
  beforeAll(async () => {
    const bad = REFUSED.map(([what, body]) => {
      const got = `const got = (() => { ${body} })(); context.alert({ severity: "info", title: "got " + String(got) });`;
      return writePlugin(folder.path, triesId(what), rule(triesId(what), got));
    });
    together = await besideAll(bad);
  }, 120_000);

  it.each(REFUSED)("%s", (what) => {
    expect(together.alerts.filter((alert) => alert.rule === triesId(what))).toEqual([]);
    expect(together.problems.some(({ plugin }) => plugin === triesId(what))).toBe(true);
    expect(({} as Record<string, unknown>)["value"]).toBeUndefined();
  });
});

const BROKEN: readonly (readonly [what: string, source: string, message: RegExp, line: number | null])[] = [
  [
    "has a mistake in its source",
    'import { defineRule } from "weir";\nexport default defineRule({\n  id: "broken" title: "x" });\n',
    /Expected "}" but found "title"/,
    3,
  ],
  [
    "imports a module of the host",
    'import { readFileSync } from "node:fs";\nexport default readFileSync;\n',
    /"node:fs" is not available to a plugin/,
    1,
  ],
  [
    "requires a module of the host",
    rule("broken", 'require("child_process");'),
    /"child_process" is not available to a plugin/,
    5,
  ],
  ["throws while loading", "const x: any = null;\nexport default x.y;\n", /Cannot read properties of null/, 2],
  ["loops for ever while loading", "for (;;) {}\nexport default 1;\n", /did not return within 5 s/, null],
  [
    "declares nonsense",
    'export default { type: "rule", id: "nonsense", title: "x", by: ["colour"], onEvent() {} };\n',
    /nonsense: by must be a list/,
    null,
  ],
];

const SPOILT: readonly (readonly [what: string, spoil: (own: string) => void, message: RegExp])[] = [
  [
    "half a manifest",
    (own) => writeFileSync(join(own, "package.json"), '{\n "name": '),
    /package\.json cannot be read: [^\n]*; mend it/,
  ],
  ["a manifest of wrong types", (own) => writeFileSync(join(own, "package.json"), '{"name":5}'), /field name: [^\n]*; mend it/],
  [
    "a manifest that is a link to itself",
    (own) => {
      rmSync(join(own, "package.json"));
      symlinkSync("package.json", join(own, "package.json"));
    },
    /a link that leads to itself; mend it/,
  ],
  [
    "a manifest without end",
    (own) => {
      rmSync(join(own, "package.json"));
      symlinkSync("/dev/zero", join(own, "package.json"));
    },
    /it is not a file; mend it/,
  ],
  ["a manifest too large", (own) => truncateSync(join(own, "package.json"), 1 << 30), /larger than 1 MiB; mend it/],
  ["no entry file", (own) => rmSync(join(own, "index.ts")), /main names index\.ts, which is no file/],
  [
    "a folder as its entry file",
    (own) => {
      rmSync(join(own, "index.ts"));
      mkdirSync(join(own, "index.ts"));
    },
    /main names index\.ts, which is no file/,
  ],
  [
    "an entry file without end",
    (own) => {
      rmSync(join(own, "index.ts"));
      symlinkSync("/dev/zero", join(own, "index.ts"));
    },
    /not a file/,
  ],
  ["an entry file too large", (own) => truncateSync(join(own, "index.ts"), 1 << 30), /larger than 16 MiB/],
  [
    "the name of one that ships",
    (own) =>
      writeFileSync(
        join(own, "package.json"),
        readFileSync(join(own, "package.json"), "utf8").replace(/"name":"[^"]*"/, '"name":"reports"'),
      ),
    /a plugin called reports ships with Weir/,
  ],
];

describe("a plugin that cannot start: told in one line, the others run", () => {
  const ownOf = (what: string): string => join(folder.path, what.replaceAll(" ", "-"));
  let together: Analysed;
  beforeAll(async () => {
    for (const [what, source] of BROKEN) writePlugin(folder.path, basename(ownOf(what)), source);
    for (const [what, spoil] of SPOILT) spoil(writePlugin(folder.path, basename(ownOf(what)), rule("spoilt", "")));
    together = await besideAll([...BROKEN, ...SPOILT].map(([what]) => ownOf(what)));
  }, 120_000);
  // Of a plugin whose manifest does not say, the name is its folder.
  const problemsOf = (what: string) =>
    together.problems.filter(({ plugin }) => plugin === basename(ownOf(what)) || plugin === ownOf(what));

  it.each(BROKEN)("one that %s is named with its line", (what, _source, message, line) => {
    const problems = problemsOf(what);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(message);
    if (line !== null) expect(problems[0]?.line).toBe(line);
  });

  it.each(SPOILT)("one that has %s", (what, _spoil, message) => {
    const problems = problemsOf(what);
    expect(problems).toEqual([expect.objectContaining({ message: expect.stringMatching(message), hook: "load" })]);
    expect(problems[0]?.message).not.toContain("\n");
  });

  it("costs no more than itself", () => {
    expect(together.problems).toHaveLength(BROKEN.length + SPOILT.length);
    expect(together.alerts.length).toBeGreaterThan(0);
  });

  it("is the only one asked for: then the run is refused", async () => {
    const broken = writePlugin(folder.path, "only", "export default 1;\n");
    await expect(analyse([file], [broken])).rejects.toThrow(/plugin only: the default export must be made by defineRule/);
  });
});
