import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { violations } from "../support/axe.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { dropFile } from "../support/drop-file.ts";
import { type LaunchedApp, launchApp } from "../support/electron.ts";
import { lowContrast, mouseOnly, tabThrough, unnamed } from "../support/screen-check.ts";

const folder = temporaryFolder();
const file = join(folder.path, "stations.csv");
let weir: LaunchedApp;
let page: Page;

beforeAll(async () => {
  writeBts(file, { stations: 3, days: 1, seed: 11 });
  weir = await launchApp();
  page = weir.page;
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByTestId("start").waitFor();
});
afterAll(async () => {
  await weir.close();
  folder.remove();
});

const go = async (view: string): Promise<void> => {
  await page.getByTestId(`activity-${view}`).click();
  await page.getByTestId(view).waitFor();
};

const empty = async (view: string, title: string): Promise<void> => {
  await page.getByTestId(`activity-${view}`).click();
  await page.locator(".empty .title").getByText(title).first().waitFor();
};

/** How each screen is brought up, in this order. */
const screens: readonly (readonly [string, () => Promise<void>])[] = [
  ["the first start", async () => {}],
  ["Live without a source", () => empty("live", "Nothing is open")],
  ["Alerts without a source", () => empty("alerts", "No alerts yet")],
  ["Explore without a source", () => empty("explore", "Nothing to explore yet")],
  ["Reports without a source", () => empty("reports", "No reports yet")],
  ["Metrics without a source", () => empty("metrics", "No run yet")],
  [
    "every command",
    async () => {
      await page.keyboard.press("Control+Shift+P");
      await page.getByTestId("palette").waitFor();
    },
  ],
  [
    "all keys",
    async () => {
      await page.keyboard.press("Escape");
      await page.getByTestId("palette").waitFor({ state: "detached" });
      await page.keyboard.press("?");
      await page.getByTestId("shortcuts-dialog").waitFor();
    },
  ],
  [
    "a file that cannot be opened",
    async () => {
      await page.keyboard.press("Escape");
      const prose = join(folder.path, "prose.txt");
      writeFileSync(prose, "It was a dark\nand stormy night\n");
      await dropFile(page, prose);
      await page.getByTestId("csv-preview").getByText("no time column was found").waitFor();
    },
  ],
  [
    "Open CSV",
    async () => {
      await dropFile(page, file);
      await page.getByTestId("preview-rows").waitFor();
    },
  ],
  [
    "Live",
    async () => {
      await page.getByTestId("csv-open").click();
      await page.getByTestId("status-source").getByText("read to the end").waitFor({ timeout: 60_000 });
      await page.getByTestId("live-chart").first().waitFor();
      await page.getByTestId("range-statistics").waitFor();
    },
  ],
  [
    "Alerts",
    async () => {
      await go("alerts");
      await page.getByTestId("alert-table").getByRole("row").nth(1).waitFor();
    },
  ],
  [
    "an explanation",
    async () => {
      await page.getByTestId("alert-table").getByRole("row").nth(2).click();
      await page.getByTestId("explanation-chart").waitFor();
    },
  ],
  [
    "an alert step by step",
    async () => {
      await page.getByTestId("step-through").click();
      await page.getByTestId("steps").waitFor({ timeout: 30_000 });
    },
  ],
  [
    "What if",
    async () => {
      await page.getByTestId("steps-close").click();
      await page.getByTestId("what-if").click();
      await page.getByTestId("what-if-budget").waitFor();
    },
  ],
  [
    "grouped alerts",
    async () => {
      await page.keyboard.press("Escape");
      await page.getByTestId("what-if-dialog").waitFor({ state: "detached" });
      await page.getByTestId("alert-grouped").getByText("Key", { exact: true }).click();
      await page.getByTestId("alert-groups").getByRole("row").nth(1).click();
      await page.getByTestId("alert-groups").getByText("raised").first().waitFor();
    },
  ],
  ["Explore", () => go("explore")],
  [
    "SQL",
    async () => {
      await page.getByTestId("explore").getByText("SQL", { exact: true }).click();
    },
  ],
  [
    "Runs",
    async () => {
      await page.getByTestId("explore").getByText("Runs", { exact: true }).click();
    },
  ],
  [
    "Reports",
    async () => {
      await go("reports");
      await page.getByTestId("report-chart").first().waitFor();
    },
  ],
  [
    "Plugins",
    async () => {
      await go("plugins");
      await page.getByTestId("plugin-card").first().waitFor();
    },
  ],
  [
    "a rule's settings and windows",
    async () => {
      await page.locator('[data-testid="plugin-card"][data-id="alarm-counts"]').click();
      await page.getByTestId("key-window-kind").waitFor();
    },
  ],
  [
    "a sweep",
    async () => {
      await page.getByTestId("plugins").getByText("Backtest", { exact: true }).click();
      await page.getByTestId("backtest-labels").selectOption("active");
      await page.getByTestId("backtest-run").click();
      await page.getByTestId("backtest-result").waitFor({ timeout: 60_000 });
      await page.getByTestId("backtest-setting").selectOption("limit");
      await page.getByTestId("backtest-values").fill("10, 20");
      await page.getByTestId("backtest-sweep").click();
      await page.getByTestId("backtest-trade-off").waitFor({ timeout: 60_000 });
    },
  ],
  [
    "a new plugin",
    async () => {
      await page.getByTestId("plugin-new").click();
      await page.getByTestId("plugin-name").fill("my-own");
      await page.getByTestId("plugin-parent").fill(folder.path);
    },
  ],
  [
    "the plugin editor",
    async () => {
      await page.getByTestId("plugin-create").click();
      await page.getByTestId("plugin-editor").waitFor();
    },
  ],
  ["Deploy", () => go("deploy")],
  ["Metrics", () => go("metrics")],
  ["Sources", () => go("sources")],
  [
    "refused rows",
    async () => {
      await page.getByTestId("status-dropped").click();
      await page.getByTestId("bottom-rejects").waitFor();
    },
  ],
  ["Settings", () => go("settings")],
  [
    "RabbitMQ",
    async () => {
      await page.keyboard.press("Control+Shift+O");
      await page.getByRole("dialog").waitFor();
    },
  ],
];

test("the checks find what is wrong", async () => {
  await page.evaluate(() => {
    const wrong = document.createElement("div");
    wrong.id = "wrong";
    wrong.innerHTML =
      '<p style="color:#777;background:#888">hardly read</p><button style="outline:none!important"></button><button tabindex="-1">mouse</button><button style="outline:2px solid #446!important;outline-offset:-2px;background:#335;color:#fff">faint</button>';
    document.querySelector(".app")!.append(wrong);
  });
  expect(await lowContrast(page)).toEqual([expect.stringContaining("hardly read")]);
  expect(await unnamed(page)).toEqual([expect.stringContaining("button: <button style")]);
  expect((await violations(page)).map((line) => line.split(":")[0])).toEqual(
    expect.arrayContaining(["button-name", "color-contrast"]),
  );
  expect(await mouseOnly(page)).toEqual([expect.stringContaining("mouse")]);
  const { ringless, faint } = await tabThrough(page);
  expect(ringless).toEqual([expect.stringContaining("button.")]);
  expect(faint).toEqual([expect.stringMatching(/^1\.\d\d button\./)]);
  await page.evaluate(() => document.querySelector("#wrong")!.remove());
});

describe.each(screens)("%s", (_name, bringUp) => {
  // Each screen comes from the one before: a second try would come from nowhere.
  test("is read in light and dark, reached by the Tab key, has names, and axe finds nothing wrong", {
    retry: 0,
    timeout: 60_000,
  }, async () => {
    await bringUp();
    const dark = await page.evaluate(() => document.documentElement.dataset["theme"] === "dark");
    const other = (theme: string): Promise<void> =>
      page.evaluate((name) => {
        document.documentElement.dataset["theme"] = name;
      }, theme);
    for (const theme of ["light", "dark"]) {
      await other(theme);
      expect.soft(await lowContrast(page), theme).toEqual([]);
      // What it finds but for colours is the same in both.
      expect.soft(await violations(page, theme === "light" ? ["color-contrast"] : undefined), theme).toEqual([]);
    }
    await other(dark ? "dark" : "light");
    expect.soft(await unnamed(page), "without a name").toEqual([]);
    expect.soft(await mouseOnly(page), "for the mouse alone").toEqual([]);
    const { unreached, ringless, faint } = await tabThrough(page);
    expect.soft(unreached, "not reached by Tab").toEqual([]);
    expect.soft(ringless, "without a focus ring").toEqual([]);
    expect.soft(faint, "with a focus ring that is hard to see").toEqual([]);
  });
});

test("every shortcut does what the settings say", async () => {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Control+2");
  await page.getByTestId("live").waitFor();
  const press = async (keys: string): Promise<void> => {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press(keys);
  };
  const [tree, inspector] = [page.getByTestId("tree"), page.getByTestId("inspector")];
  await press("[");
  await tree.waitFor({ state: "detached" });
  await press("Control+z");
  await tree.waitFor();
  await press("]");
  await inspector.waitFor({ state: "detached" });
  await press("]");
  await inspector.waitFor();
  await press("Space");
  await page.getByTestId("live-pause").getByText("Resume").waitFor();
  await press("Space");
  await page.getByTestId("live-pause").getByText("Pause").waitFor();
  const focused = (): Promise<string | null> => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? null);
  await press("Control+f");
  expect(await focused()).toBe("tree-search");
  // A sensor is found, looked at beside the others, and let go of without the mouse.
  const counted = () => page.getByTestId("tree-count").textContent();
  await page.keyboard.type("humidity");
  await expect.poll(counted).toMatch(/^3 of \d+ keys$/);
  await page.keyboard.press("Control+Enter");
  await page.locator("[role=treeitem][aria-selected=true]").getByText("Humidity").waitFor();
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe("tree");
  await press("Control+f");
  await page.keyboard.press("Escape");
  await expect.poll(counted).toMatch(/^\d+ keys$/);
  await press("[");
  await tree.waitFor({ state: "detached" });
  await press("Control+f");
  await expect.poll(focused).toBe("tree-search");
  await press("Control+3");
  await page.getByTestId("alerts").waitFor();
  await press("Control+f");
  expect(await focused()).toBe("alert-text");
  await press("Control+,");
  await page.getByTestId("settings").waitFor();
  await press("Control+Shift+p");
  await page.getByTestId("palette").waitFor();
  await page.keyboard.type("go to metrics");
  await page.keyboard.press("Enter");
  await page.getByTestId("metrics").waitFor();
  await weir.app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = async () => {
      (globalThis as unknown as { asked: boolean }).asked = true;
      return { canceled: true, filePaths: [] };
    };
  });
  await press("Control+o");
  await expect.poll(() => weir.app.evaluate(() => (globalThis as unknown as { asked?: boolean }).asked)).toBe(true);
});

test("by keys alone a chart is read, measured, zoomed and copied from, alerts are gone through, and the focus stays in the page", async () => {
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      const at = document.activeElement as HTMLElement | null;
      return at?.dataset["testid"] ?? at?.localName ?? "";
    });
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const tabTo = async (testId: string): Promise<void> => {
    for (let n = 0; n < 150 && (await focused()) !== testId; n++) await press("Tab");
    expect(await focused()).toBe(testId);
  };
  await press("Control+2");
  await page.getByTestId("live-chart").first().waitFor();
  await tabTo("chart-overlay");
  await press("ArrowRight", "Enter", "Control+ArrowRight", "Enter");
  const chart = page.getByTestId("live-chart").first();
  await chart.getByTestId("chart-b").waitFor();
  await page.getByTestId("chart-statistics").getByText("A to B", { exact: false }).waitFor();
  await press("Control+c");
  const copied = (): Promise<string[]> => weir.app.evaluate(async ({ clipboard }) => (await clipboard.readText()).split("\n"));
  await expect.poll(async () => (await copied()).length).toBe(4);
  expect((await copied())[3]).toMatch(/^B − A\t/);
  await press("Shift+ArrowUp", "+");
  await chart.getByTestId("legend-zoomed").waitFor();
  await page.getByTestId("live-follow").getByText("Back to live").waitFor();
  await press("0");
  await chart.getByTestId("legend-zoomed").waitFor({ state: "detached" });
  // The list of keys comes and goes, and the chart has the focus again.
  await press("?");
  await page.getByTestId("shortcuts-dialog").getByText("Zoom the values in or out").waitFor();
  await press("Escape");
  await expect.poll(focused).toBe("chart-overlay");
  await press("F6");
  expect(await focused()).not.toBe("chart-overlay");
  await press("Shift+F6", "Control+3");
  await page.getByTestId("alerts").waitFor();
  // Another screen: the next Tab goes to its first control.
  await expect.poll(focused).toBe("main");
  await tabTo("alert-histogram");
  const found = page.getByTestId("alert-export");
  const all = await found.textContent();
  await press("ArrowRight", "Enter", "ArrowRight", "Enter");
  await expect.poll(() => found.textContent()).not.toBe(all);
  await press("Escape");
  await expect.poll(() => found.textContent()).toBe(all);
  // They were grouped by key before.
  await page.getByTestId("alert-grouped").getByText("List", { exact: true }).click();
  await tabTo("alert-table");
  await press("ArrowDown");
  await page.getByTestId("explanation-chart").waitFor();
  const read = (): Promise<string> =>
    page.evaluate(() => {
      const row = document.activeElement?.getAttribute("aria-activedescendant") ?? "";
      return document.getElementById(row)?.getAttribute("aria-selected") ?? "";
    });
  expect(await read()).toBe("true");
  await tabTo("acknowledge");
  await press("Escape");
  await page.getByTestId("explanation").waitFor({ state: "detached" });
  // What had the focus is gone with the pane.
  await expect.poll(focused).not.toBe("body");
});

test("zoomed to 200 % no control of a bar is cut or lies under another", { retry: 0 }, async () => {
  // The panel of refused rows is still there, and takes the room of the rest.
  await page.getByRole("button", { name: "Bottom panel", pressed: true }).click();
  await page.setViewportSize({ width: 640, height: 400 });
  const covered = (): Promise<string[]> =>
    page.evaluate(() => {
      const bars =
        ".title-bar button, .activity-bar button, .status-bar button, .explore-bar button, .toolbar button, .reports-bar button";
      return [...document.querySelectorAll<HTMLElement>(bars)]
        .filter((each) => each.checkVisibility())
        .filter((each) => {
          const { left, right, top, bottom } = each.getBoundingClientRect();
          const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          return right > innerWidth || at === null || !(each.contains(at) || at.contains(each));
        })
        .map((each) => `${each.className} ${each.getAttribute("aria-label") ?? each.textContent}`);
    });
  for (const view of ["live", "explore", "reports", "settings"]) {
    await go(view);
    await weir.screenshot(`zoomed-${view}`);
    await expect.poll(covered, { message: view }).toEqual([]);
  }
});

test("zoomed to 150 % the alerts beside an explanation show their state without being scrolled sideways", async () => {
  await page.setViewportSize({ width: 960, height: 600 });
  await go("alerts");
  await page.getByTestId("alert-table").getByRole("row").nth(2).click();
  await page.getByTestId("explanation").waitFor();
  const table = page.getByTestId("alert-table");
  await table.getByText("State", { exact: true }).waitFor();
  const hidden = (): Promise<number> =>
    table.evaluate((element) => {
      const state = [...element.querySelectorAll(".head > *")].at(-1);
      const rows = element.querySelector(".body");
      return (state?.getBoundingClientRect().right ?? innerWidth) - (rows?.getBoundingClientRect().right ?? 0);
    });
  await expect.poll(hidden).toBeLessThanOrEqual(0);
  await weir.screenshot("zoomed-explanation");
});

test("in a low window with the panel open the charts keep a height to read them by", async () => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await go("live");
  await page.getByRole("button", { name: "Bottom panel" }).click();
  await page.getByTestId("anomaly-strip").waitFor({ state: "hidden" });
  // A plot of 40 px, its axis and its head.
  const lowest = (): Promise<number> =>
    page.getByTestId("live-chart").evaluateAll((charts) => Math.min(...charts.map(({ clientHeight }) => clientHeight)));
  await expect.poll(lowest).toBeGreaterThan(110);
  await weir.screenshot("low-live");
  await page.getByRole("button", { name: "Bottom panel" }).click();
});
