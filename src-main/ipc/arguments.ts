import { z } from "zod";
import { formerValue, keyPatterns, keyWindows, settingValue, timezone } from "../session/former-value.ts";
import { REFUSAL_REASONS } from "../sources/source.ts";
import type { MethodName, Methods } from "./contract.ts";

const text = z.string().max(10_000);
const path = z.string().min(1).max(4096);
const source = z.string().max(2_000_000);
const finite = z.number().finite();
const keys = z.array(z.number().int().nonnegative()).max(200);
const pixels = z.number().int().min(1).max(10_000);
const limit = z.number().int().min(0).max(10_000);
const none = z.null();
const settings = z.record(z.string(), settingValue);
const data = z.record(z.string(), z.unknown());
const filter = z.strictObject({
  rules: z.array(text).max(1000).optional(),
  stations: z.array(text).max(10_000).optional(),
  severities: z.array(z.enum(["critical", "warning", "info"])).optional(),
  key: z.strictObject({ station: text, sensor: text, alarm: text }).optional(),
  from: finite.optional(),
  to: finite.optional(),
  text: text.optional(),
  acknowledged: z.boolean().optional(),
});
const messageFormat = z.enum(["auto", "csv", "json"]);
const target = z.strictObject({
  url: text,
  profile: text.nullable(),
  user: text.nullable(),
  password: text.nullable(),
  queue: text.nullable(),
  tap: text.nullable(),
  routingKey: text.nullable(),
  format: messageFormat,
  mapping: data.optional(),
  guarantee: z.enum(["at-most-once", "at-least-once"]),
  prefetch: z.number().int().min(1).max(65_535),
  resultsQueue: text.nullable(),
  resultsExchange: text.nullable(),
  resultsSeries: z.array(z.string().max(1000)).max(1000),
  caFile: text.nullable(),
  certFile: text.nullable(),
  keyFile: text.nullable(),
  outOfOrderness: finite.nonnegative(),
});
const speed = z.union([z.literal("max"), z.number().positive()]);
const range = { from: finite, to: finite, pixels };
const labelFile = z.strictObject({ path, timezone: timezone.optional(), dateOrder: z.enum(["dmy", "mdy", "ymd"]).optional() });
const labels = z.union([z.enum(["threshold", "active"]), labelFile]);

const backtest = { rule: text, settings, labels, horizon: finite.nonnegative(), from: finite.optional(), to: finite.optional() };

const stretch = z.strictObject({ from: finite, to: finite }).nullable();
const page = {
  reports: z
    .array(z.strictObject({ id: text, settings }))
    .min(1)
    .max(100),
  title: z.string().max(500),
  notes: z.string().max(20_000),
  timezone: z.string().max(100),
  range: stretch,
};

/** Methods the session host answers. */
export type HostMethod = Exclude<MethodName, `app.${string}` | `dialog.${string}`>;

/** What the page may send, checked before anything is done with it. */
export const argumentSchemas: { readonly [M in HostMethod]: z.ZodType<Methods[M]["args"]> } = {
  "session.status": none,
  "session.open": z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("files"),
      paths: z.array(path).min(1).max(10_000),
      mapping: data.optional(),
      order: z.enum(["time", "arrival"]).optional(),
      once: z.boolean().optional(),
      outOfOrderness: finite.nonnegative().optional(),
      speed: speed.optional(),
    }),
    z.strictObject({ kind: z.literal("queue"), target }),
    z.strictObject({ kind: z.literal("sample") }),
    z.strictObject({ kind: z.literal("store"), path }),
  ]),
  "session.pause": none,
  "session.resume": none,
  "session.stop": none,
  "session.restart": none,
  "session.continue": z.strictObject({ resume: z.boolean() }),
  "session.allow": none,
  "session.login": z.strictObject({
    profile: z.string().max(200).nullable(),
    user: text.nullable(),
    password: z.string().max(10_000).nullable(),
    address: z.string().max(10_000).optional(),
  }),
  "session.waitForLate": z.strictObject({ outOfOrderness: finite.nonnegative() }),
  "session.readAs": z.strictObject({ mapping: data.optional() }),
  "session.mapping": none,
  "session.notes": none,
  "session.setSpeed": z.strictObject({ speed }),
  "workspace.get": none,
  "workspace.new": none,
  "workspace.open": z.strictObject({ path }),
  "workspace.save": z.strictObject({ path }),
  "workspace.update": z.strictObject({
    name: z.string().max(200).optional(),
    annotations: z
      .array(z.strictObject({ time: finite, text: z.string().max(1000), station: text.optional() }))
      .max(10_000)
      .optional(),
    queries: z
      .array(z.strictObject({ name: z.string().max(200), sql: z.string().max(100_000) }))
      .max(1000)
      .optional(),
    layout: z.unknown().optional(),
    timezone: timezone.optional(),
    speed: speed.optional(),
  }),
  "csv.preview": z.strictObject({
    paths: z.array(path).min(1).max(10_000),
    mapping: data.optional(),
    rows: z.number().int().min(1).max(1000).optional(),
  }),
  "csv.scan": z.strictObject({ paths: z.array(path).min(1).max(10_000), mapping: data }),
  "csv.scanned": none,
  "csv.scanStop": none,
  "queue.test": target,
  "queue.create": target,
  "queue.peek": target,
  "queue.undecided": z.strictObject({ mapping: data.optional() }),
  "queue.read": z.strictObject({ format: messageFormat, mapping: data.optional() }),
  "queue.sample": target,
  "keys.list": z.strictObject({ text: text.optional(), limit: z.number().int().min(1).max(20_000).optional() }),
  "series.range": z.strictObject({ keys, ...range }),
  "series.derived": z.strictObject({ rule: text, series: text, keys, ...range }),
  "series.statistics": z.strictObject({ key: z.number().int().nonnegative(), from: finite, to: finite }),
  "alerts.page": z.strictObject({ filter, offset: z.number().int().nonnegative(), limit, newestFirst: z.boolean() }),
  "alerts.place": z.strictObject({ filter, newestFirst: z.boolean(), id: text }),
  "alerts.groups": z.strictObject({
    filter,
    by: z.enum(["day", "station", "rule", "key"]),
    zone: z.enum(["UTC", "local"]),
    limit,
  }),
  "alerts.marks": z.strictObject({ keys, from: finite, to: finite, limit, choose: z.enum(["worst", "spread"]) }),
  "alerts.histogram": z.strictObject({ filter, most: z.number().int().min(1).max(2000) }),
  "alerts.active": none,
  "alerts.facets": none,
  "alerts.explain": z.strictObject({ id: text }),
  "alerts.acknowledge": z.strictObject({ ids: z.array(text).max(200_000), acknowledged: z.boolean() }),
  "alerts.export": z.strictObject({ filter, path, defuse: z.boolean().optional() }),
  "alerts.saveCase": z.strictObject({ id: text, path }),
  "case.run": z.strictObject({ path }),
  "alerts.replay": z.strictObject({ id: text }),
  "alerts.states": z.strictObject({ id: text }),
  "alerts.steps": z.strictObject({ id: text }),
  "alerts.replayProgress": none,
  "alerts.replayCancel": none,
  "problems.list": none,
  "rejects.page": z.strictObject({ offset: z.number().int().nonnegative(), limit, reason: z.enum(REFUSAL_REASONS).optional() }),
  "rejects.export": z.strictObject({ path, reason: z.enum(REFUSAL_REASONS).optional() }),
  "plugins.list": none,
  "plugins.set": z.strictObject({
    id: text,
    enabled: z.boolean(),
    settings,
    windows: keyWindows.max(1000).optional(),
    off: keyPatterns.optional(),
  }),
  "changes.list": none,
  "changes.putBack": formerValue,
  "plugins.create": z.strictObject({
    parent: path,
    name: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, "must be small letters, digits and dashes"),
    template: z.enum(["rule", "filter", "report", "catalogue"]),
  }),
  "plugins.add": z.strictObject({ folder: path }),
  "plugins.remove": z.strictObject({ name: text }),
  "plugins.locate": z.strictObject({ name: text, folder: path }),
  "plugins.install": z.strictObject({ archive: path, parent: path }),
  "plugins.scenarios": z.strictObject({ name: text, update: z.boolean() }),
  "plugins.startScenario": z.strictObject({ name: text }),
  "plugins.pack": z.strictObject({ name: text, path }),
  "plugins.files": z.strictObject({ name: text }),
  "plugins.readSource": z.strictObject({ name: text, file: path.optional() }),
  "plugins.saveSource": z.strictObject({ name: text, file: path.optional(), text: source }),
  "plugins.checkSource": z.strictObject({ name: text, file: path, text: source }),
  "plugins.log": z.strictObject({ name: text }),
  "backtest.run": z.strictObject(backtest),
  "backtest.sweep": z.strictObject({
    ...backtest,
    setting: text,
    values: z.array(finite).min(1).max(20).optional(),
    atMost: finite.nonnegative().optional(),
  }),
  "whatif.run": z.strictObject({ rule: text, settings, alert: text.optional() }),
  "whatif.sweep": z.strictObject({
    ...{ rule: text, settings, setting: text, alert: text.optional() },
    atMost: finite.nonnegative().optional(),
  }),
  "whatif.progress": none,
  "whatif.cancel": none,
  "backtest.progress": none,
  "backtest.cancel": none,
  "reports.list": none,
  "reports.run": z.strictObject({ id: text, settings, timezone: z.string().max(100), range: stretch }),
  "reports.cancel": none,
  "reports.export": z.strictObject({ ...page, format: z.enum(["html", "json", "csv", "parquet"]), path }),
  "reports.page": z.strictObject(page),
  "reports.command": z.strictObject(page),
  "sql.run": z.strictObject({ sql: z.string().max(100_000), id: text, timezone: z.string().max(100).optional() }),
  "sql.cancel": z.strictObject({ id: text }),
  "sql.schema": none,
  "sql.export": z.strictObject({
    sql: z.string().max(100_000),
    format: z.enum(["csv", "parquet"]),
    path,
    id: text,
    timezone: z.string().max(100).optional(),
  }),
  "runs.list": none,
  "runs.compare": z.strictObject({ a: z.number().int(), b: z.number().int() }),
  "metrics.serve": z.strictObject({ port: z.number().int().min(1).max(65_535).nullable() }),
  "metrics.history": none,
  "deploy.connect": z.strictObject({ url: text }),
  "deploy.start": z.strictObject({
    url: text,
    parallelism: z.number().int().min(1).max(10_000).nullable(),
    fromSavepoint: text.nullable(),
    folder: path.nullable(),
    results: z.strictObject({ url: text, queue: z.string().min(1).max(255) }).nullable(),
  }),
  "deploy.status": z.strictObject({ url: text, job: z.string().max(64) }),
  "deploy.stop": z.strictObject({ url: text, job: z.string().max(64), cancel: z.boolean() }),
  "deploy.results": z.strictObject({ limit }),
};
