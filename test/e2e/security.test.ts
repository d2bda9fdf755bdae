import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { argumentSchemas } from "../../src-main/ipc/arguments.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { type LaunchedApp, launchApp } from "../support/electron.ts";

/** The bridge as a page that was taken over would use it. */
type Bridge = { request(method: unknown, args: unknown): Promise<unknown> };
const folder = temporaryFolder();
let weir: LaunchedApp;

beforeAll(async () => {
  weir = await launchApp();
});
afterAll(async () => {
  await weir?.close();
  folder.remove();
});

test("the page is isolated and sandboxed and has no Node", async () => {
  const preferences = await weir.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true });
  const globals = await weir.page.evaluate(() =>
    ["process", "require", "module", "Buffer", "global", "electron", "ipcRenderer"].filter((name) => name in globalThis),
  );
  expect(globals).toEqual([]);
  const bridge = await weir.page.evaluate(() => Object.keys((globalThis as unknown as { weir: object }).weir).sort());
  expect(bridge).toEqual(["on", "pathOf", "request"]);
});

test("inline scripts, eval and remote content are blocked", async () => {
  const result = await weir.page.evaluate(async () => {
    const state = globalThis as unknown as { inlineRan?: boolean };
    const script = document.createElement("script");
    script.textContent = "globalThis.inlineRan = true";
    document.head.append(script);
    // The debugger's own call may pass the policy: a task of the page may not.
    const evaluated = await new Promise((resolve) => {
      setTimeout(() => {
        try {
          resolve(new Function("return true")());
        } catch {
          resolve(false);
        }
      });
    });
    const fetched = await fetch("https://example.com/").then(
      () => true,
      () => false,
    );
    const image = await new Promise((resolve) => {
      const element = new Image();
      element.onload = () => resolve(true);
      element.onerror = () => resolve(false);
      element.src = "http://127.0.0.1:1/x.png";
    });
    return { inline: state.inlineRan === true, evaluated, fetched, image };
  });
  expect(result).toEqual({ inline: false, evaluated: false, fetched: false, image: false });
});

test("the policy allows no script but the app's own", async () => {
  const policy = await weir.page.evaluate(async () =>
    (await fetch("weir://app/index.html")).headers.get("content-security-policy"),
  );
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
});

test("no file outside the page's folder is served", async () => {
  const codes = await weir.page.evaluate(async () => {
    const paths = [
      "/%2e%2e/main/main.js",
      "/..%2f..%2fpackage.json",
      "/%2e%2e%2f%2e%2e%2fpackage.json",
      "/%",
      "/index.html%00.js",
    ];
    return Promise.all(paths.map(async (path) => (await fetch(`weir://app${path}`)).status));
  });
  expect(codes).toEqual([404, 403, 403, 400, 404]);
});

test("new windows and navigation are refused", async () => {
  const before = weir.page.url();
  expect(await weir.page.evaluate(() => window.open("https://example.com/") === null)).toBe(true);
  await weir.page.evaluate(() => {
    location.href = "https://example.com/";
  });
  // A second round trip: by then the navigation would have begun.
  await weir.page.evaluate(() => document.title);
  expect(weir.page.url()).toBe(before);
  expect(weir.app.windows()).toHaveLength(1);
});

test("every window, hidden ones too, is confined, and no page has Node in workers or frames", async () => {
  const all = await weir.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      const own = contents as unknown as { getLastWebPreferences(): Record<string, unknown> | null };
      const preferences = own.getLastWebPreferences() ?? {};
      const names = [
        "contextIsolation",
        "sandbox",
        "nodeIntegration",
        "nodeIntegrationInWorker",
        "nodeIntegrationInSubFrames",
        "webviewTag",
      ];
      return Object.fromEntries(names.map((name) => [name, preferences[name] ?? false]));
    }),
  );
  expect(all.length).toBeGreaterThan(0);
  for (const preferences of all)
    expect(preferences).toEqual({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
    });
});

test("frames, webviews, downloads and other schemes lead nowhere", async () => {
  const before = weir.page.url();
  const outcome = await weir.page.evaluate(async () => {
    const frame = document.createElement("iframe");
    frame.src = "data:text/html,<script>parent.framed = true</script>";
    document.body.append(frame);
    const view = document.createElement("webview");
    view.setAttribute("src", "https://example.com/");
    document.body.append(view);
    const reached: string[] = [];
    for (const url of ["file:///etc/passwd", "http://127.0.0.1:1/", "weir://other/index.html", "ws://127.0.0.1:1/"])
      await fetch(url).then(
        (answer) => answer.ok && reached.push(url),
        () => {},
      );
    frame.remove();
    view.remove();
    return { framed: (globalThis as unknown as { framed?: boolean }).framed === true, reached };
  });
  expect(outcome).toEqual({ framed: false, reached: [] });
  expect(weir.page.url()).toBe(before);
  expect(weir.app.windows()).toHaveLength(1);
});

test("text of data is shown, not run", async () => {
  const result = await weir.page.evaluate(() => {
    const state = globalThis as unknown as { ran?: boolean };
    const holder = document.createElement("div");
    holder.innerHTML = "<img src=x onerror='globalThis.ran = true'><a href='javascript:globalThis.ran = true'>x</a>";
    document.body.append(holder);
    holder.querySelector("a")?.click();
    return new Promise<boolean>((resolve) =>
      setTimeout(() => {
        holder.remove();
        resolve(state.ran === true);
      }),
    );
  });
  // Even markup that slipped into the page would run nothing: the policy allows no inline handler.
  expect(result).toBe(false);
});

test("the main process keeps a log without a word of what was asked", async () => {
  await weir.ask("workspace.open", { path: "/no/such/Geheim7.weir.json" }).catch(() => {});
  const lines = readFileSync(join(weir.userData, "logs", "weir.jsonl"), "utf8")
    .trim()
    .split("\n");
  const events = lines.map((line) => JSON.parse(line) as { event: string; level: string; time: string });
  expect(events[0]).toMatchObject({ event: "started", level: "info" });
  for (const { time } of events) expect(Number.isNaN(Date.parse(time))).toBe(false);
});

test("permissions are refused", async () => {
  const state = await weir.page.evaluate(() => Notification.requestPermission());
  expect(state).toBe("denied");
});

test.each([
  ["a method that is not a name", "../etc/passwd", null],
  ["a method that is no text", { toString: "x" }, null],
  ["an unknown method of the main process", "app.quitNow", null],
  ["a call meant for the session host's keeper", "host.shutdown", null],
  ["wrong arguments", "app.setTheme", { theme: "neon" }],
  ["a path that is not text", "app.addRecent", { path: 7 }],
  ["a name of every object", "constructor", null],
  ["a name of every object's prototype", "__proto__", null],
  ["a secret without a profile", "app.setSecret", { profile: "", secret: "x" }],
])("%s is refused with a message", async (_title, method, args) => {
  const message = await weir.page.evaluate(
    ([name, value]) =>
      (globalThis as unknown as { weir: Bridge }).weir.request(name, value).then(
        () => "answered",
        (error: Error) => error.message,
      ),
    [method, args] as const,
  );
  expect(message).toMatch(/^Refused|^app\.(?:setTheme|setSecret|addRecent):/);
});

/** What the page is told for each of some calls. */
function refusals(calls: readonly (readonly [string, unknown])[]): Promise<(readonly [string, string])[]> {
  return weir.page.evaluate(
    (all) =>
      Promise.all(
        all.map(([name, args]) =>
          (globalThis as unknown as { weir: Bridge }).weir.request(name, args).then(
            () => [name, "answered"] as const,
            (error: Error) => [name, error.message] as const,
          ),
        ),
      ),
    calls,
  );
}

test("every method refuses arguments that are not its own, in one line", async () => {
  const wrong = [7, "x", [], [null], { bogus: true }, { path: { toString: 1 } }];
  const calls = Object.keys(argumentSchemas).flatMap((name) => wrong.map((args) => [name, args] as const));
  for (const [name, message] of await refusals(calls)) {
    expect(message.startsWith(`${name}: `), `${name}: ${message}`).toBe(true);
    expect(message).not.toContain("\n");
  }
});

test("nothing is written where the user has not said so", async () => {
  const at = (name: string): string => join(folder.path, "elsewhere", name);
  mkdirSync(join(folder.path, "elsewhere"));
  writeFileSync(at("there.weir.json"), "not to be touched");
  const page = { reports: [{ id: "station-share", settings: {} }], title: "", notes: "", timezone: "UTC", range: null };
  const outside = join(weir.userData, "plugins", "..", "..", "elsewhere");
  const calls: [string, unknown][] = [
    ["workspace.save", { path: at("there.weir.json") }],
    ["alerts.export", { filter: {}, path: at("a.csv") }],
    ["alerts.saveCase", { id: "x", path: at("a.weir-case") }],
    ["rejects.export", { path: at("r.csv") }],
    ...(["html", "json", "csv", "parquet"] as const).map((format): [string, unknown] => [
      "reports.export",
      { ...page, format, path: at(`r.${format}`) },
    ]),
    ["sql.export", { sql: "select 1", format: "csv", path: at("s.csv"), id: "x" }],
    ["plugins.pack", { name: "anomaly", path: at("p.tgz") }],
    ["plugins.install", { archive: at("p.tgz"), parent: at("") }],
    ["plugins.install", { archive: at("p.tgz"), parent: outside }],
    ["app.printPdf", { html: at("there.weir.json"), pdf: at("x.pdf") }],
  ];
  for (const [name, message] of await refusals(calls)) expect(message, name).toMatch(/^Refused: .* was not chosen /);
  const chosen = await weir.choose(at("x.pdf"));
  expect(await refusals([["app.printPdf", { html: "/etc/passwd", pdf: chosen }]])).toEqual([
    ["app.printPdf", "Refused: /etc/passwd is no page of Weir's own."],
  ]);
  expect(readdirSync(join(folder.path, "elsewhere"))).toEqual(["there.weir.json"]);
  expect(readFileSync(at("there.weir.json"), "utf8")).toBe("not to be touched");
});

test("a page or a frame of another origin is answered nothing, though it has the bridge", async () => {
  const told = await weir.app.evaluate(async ({ app, BrowserWindow }) => {
    const preload = `${app.getAppPath()}/out/preload/preload.cjs`;
    const window = new BrowserWindow({ show: false, webPreferences: { preload, contextIsolation: true, sandbox: true } });
    await window.loadURL("data:text/html,<p>other</p>");
    const answer: unknown = await window.webContents.executeJavaScript(
      'weir.request("app.info", null).then(() => "answered", (error) => error.message)',
    );
    window.destroy();
    return answer;
  });
  expect(told).toBe("Refused: not Weir's own page.");
  const inFrame = await weir.page.evaluate(() => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const bridge = (frame.contentWindow as unknown as { weir?: unknown }).weir;
    frame.remove();
    return typeof bridge;
  });
  expect(inFrame).toBe("undefined");
});

test("a good call is answered", async () => {
  const info = await weir.ask("app.info", null);
  expect(info).toMatchObject({ platform: process.platform });
});

test("when the analysis process dies, another opens what was open, and the page goes on with it", async () => {
  const file = join(folder.path, "stations.csv");
  writeBts(file, { stations: 2, days: 1, seed: 3 });
  const state = async (): Promise<string> => (await weir.ask("session.status", null)).state;
  await weir.ask("session.open", { kind: "files", paths: [file] });
  await expect.poll(state, { timeout: 60_000 }).toBe("done");
  const killed = await weir.app.evaluate(({ app }) => {
    const host = app.getAppMetrics().find(({ serviceName, name }) => `${serviceName} ${name}`.includes("Weir session"));
    if (host !== undefined) process.kill(host.pid, "SIGKILL");
    return host?.pid ?? null;
  });
  expect(killed).not.toBeNull();
  const told = (): Promise<string> => weir.page.evaluate(() => document.body.textContent);
  await expect.poll(told, { timeout: 30_000 }).toContain("The session stopped unexpectedly; it is starting again");
  await expect.poll(state, { timeout: 60_000 }).toBe("done");
  // Another session than before, so that nothing of the old one is taken for the new one's.
  expect((await weir.ask("session.status", null)).session).toBe(2);
});
