import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { launchApp } from "../support/electron.ts";

/** Nothing else anywhere looks like it. */
const SECRET = "Zw1ebel7f3a9kuchen";

function files(parent: string): string[] {
  return readdirSync(parent).flatMap((name) => {
    const path = join(parent, name);
    // Sockets of a running Chromium.
    const info = statSync(path, { throwIfNoEntry: false });
    return info?.isDirectory() ? files(path) : info?.isFile() ? [path] : [];
  });
}

test("a password typed into an address is shown nowhere and is in no file that the app leaves", async () => {
  const userData = mkdtempSync(join(tmpdir(), "weir-e2e-secret-"));
  try {
    const { app, page, screenshot } = await launchApp({ userData });
    await page.getByTestId("start-connect").click();
    await page.getByRole("radio", { name: "URL" }).click();
    await page.getByTestId("queue-url").fill(`amqp://ana:${SECRET}@localhost:1/v`);
    expect(await page.getByTestId("queue-url").inputValue()).toBe("amqp://ana@localhost:1/v");
    expect(await page.getByTestId("queue-password").inputValue()).toBe(SECRET);
    expect(await page.getByTestId("queue-password").getAttribute("type")).toBe("password");
    await page.getByTestId("queue-queue").fill("events");
    await page.getByTestId("queue-test").click();
    await page
      .getByText(/refused the connection/)
      .first()
      .waitFor();
    await page.getByLabel("Name of the profile").fill("south");
    await page.getByRole("button", { name: "Save profile" }).click();
    await page
      .getByText(/Profile south saved/)
      .first()
      .waitFor();
    expect(await page.getByLabel("Profile", { exact: true }).inputValue()).toBe("south");
    await page.getByRole("button", { name: "Delete profile" }).click();
    await page
      .getByText(/Profile south deleted/)
      .first()
      .waitFor();
    expect(await page.getByLabel("Profile", { exact: true }).locator("option").allInnerTexts()).toEqual(["New profile"]);
    await page.keyboard.press("Escape");
    await page.getByTestId("queue-dialog").waitFor({ state: "detached" });
    await page.getByTestId("activity-deploy").click();
    await page.getByTestId("deploy-results-url").fill(`amqps://ana:${SECRET}@mq.example`);
    await page.getByTestId("deploy-url").fill(`http://ana:${SECRET}@localhost:9`);
    await page.getByTestId("deploy-connect").click();
    await page.getByRole("alert").filter({ hasText: "no Flink cluster answers at http://localhost:9" }).waitFor();
    expect(await page.getByTestId("deploy-url").inputValue()).toBe("http://ana@localhost:9");
    expect(await page.getByTestId("deploy-url-password").getAttribute("type")).toBe("password");
    expect(await page.getByTestId("deploy-results-url").inputValue()).toBe("amqps://ana@mq.example");
    expect(await page.getByTestId("deploy-results-password").getAttribute("type")).toBe("password");
    expect(await page.locator("body").innerText()).not.toContain(SECRET);
    await screenshot("deploy-password");
    await app.close();
    const forms = [
      SECRET,
      Buffer.from(SECRET).toString("base64").slice(0, -3),
      Buffer.from(SECRET, "utf16le").toString("latin1"),
    ];
    const left = files(userData);
    expect(left.length).toBeGreaterThan(5);
    const holding = left.filter((path) => forms.some((form) => readFileSync(path, "latin1").includes(form)));
    expect(holding).toEqual([]);
  } finally {
    rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}, 120_000);
