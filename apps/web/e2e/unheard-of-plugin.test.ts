import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { untilPublished } from "./support/published.ts";
import { begin, next, SOON } from "./support/wizard.ts";

const PLUGIN = join(import.meta.dirname, "support/lamp-plugin.ts");

describe.skipIf(noBrowser)("a plugin that the dashboard has never heard of", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "turnbolt-lamps-"));
  let stage: Stage;
  beforeAll(async () => {
    writeFileSync(join(folder, "codes.json"), "{}");
    stage = await openStage({ settings: { TURNBOLT_PLUGINS: PLUGIN } });
  });
  afterAll(async () => {
    await stage?.stop();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => stage.assertNoFaults());

  it("is explained in plain words, with its forms to try", async () => {
    const page = await stage.page("viewer");
    await page.goto("/plugins");
    await page.getByRole("searchbox").or(page.getByLabel("Search plugins")).fill("lamp");
    await page.getByRole("link", { name: "Code of a lamp" }).click();
    await page.getByText("whoever uses the old one is locked out").waitFor();
    await page.getByText("The value is on disk before it is sent").waitFor();
    await page.getByText("LAMP_LAMP, LAMP_CODE").waitFor();
    expect(await page.getByRole("link", { name: "New rotation" }).count()).toBe(0);
    const radio = page.getByRole("region", { name: "Connection by radio" });
    await radio.getByLabel("Channel").fill("99");
    await radio.getByRole("button", { name: "Check" }).click();
    await radio.getByText("16 is the most.").waitFor();
  });

  it.each(["light", "dark"] as const)("has no accessibility faults in %s", async (colorScheme) => {
    const page = await stage.page("viewer", { colorScheme });
    await page.goto("/plugins");
    await page.getByRole("link", { name: "Code of a lamp" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto("/plugins/lamp-code");
    await page.getByRole("region", { name: "Connection by radio" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("gets connection form, choices, messages at their fields, mapping, and a run with its steps", async () => {
    const page = await stage.page("installation-admin");
    await begin(page, "lamp-code");

    const save = page.getByRole("button", { name: "Test, save and go on" });
    await page.getByRole("textbox", { name: "Lighthouse" }).fill(folder);
    await page.getByRole("textbox", { name: "Watchword" }).fill("let me in");
    await page.getByLabel("Name").first().fill("the pier");
    await save.click();
    await page.getByText("It begins with open.").waitFor();
    await page.getByRole("textbox", { name: "Watchword" }).fill("open wide");
    await save.click();
    await page.getByText("lamp: nobody opens to that watchword").waitFor();
    await page.getByRole("combobox", { name: "Way to log in" }).click();
    await page.getByRole("option", { name: "Radio" }).click();
    expect(await page.getByRole("textbox", { name: "Lighthouse" }).inputValue()).toBe(folder);
    await page.getByLabel("Channel").fill("7");
    await page.getByRole("textbox", { name: "Watchword" }).fill("open sesame");
    await save.click();

    await page.waitForURL("**/rotations/new/target");
    await page.getByRole("combobox", { name: "Lamp" }).click();
    await expect.poll(() => page.getByRole("option").count(), SOON).toBe(50);
    await page.getByRole("button", { name: "More of them" }).click();
    await expect.poll(() => page.getByRole("option").count(), SOON).toBe(100);
    await page.getByRole("combobox", { name: "Lamp" }).fill("lamp-77");
    await expect.poll(() => page.getByRole("option").count(), SOON).toBe(1);
    await page.getByRole("option", { name: "Lamp 77" }).click();
    expect(await page.getByRole("textbox", { name: "Place" }).inputValue()).toBe("pier 77");
    await page.getByRole("combobox", { name: "Lamp" }).fill("lamp-13");
    await page.keyboard.press("Tab");
    await page.getByText("More settings").click();
    await page.getByLabel("Seconds").fill("61");
    await page.getByRole("button", { name: "Next: schedule" }).click();
    await page.getByText("60 is the most.").waitFor();
    await page.getByLabel("Seconds").fill("60");
    await next(page, "schedule");
    await page.getByText("Where continuity matters, switch the schedule off").waitFor();
    await next(page, "mapping");
    expect(await page.getByRole("textbox", { name: "Code" }).inputValue()).toBe("LAMP_CODE");
    await page.getByRole("textbox", { name: "Code" }).fill("PIER_CODE");
    await page.getByLabel("Name of the rotation").fill("pier-lamp");
    await next(page, "dry-run");
    await page.getByText("Nobody touches lamp 13.").waitFor();
    await page.getByRole("alert").getByRole("link", { name: "Target, lamp" }).click();
    await page.getByRole("combobox", { name: "Lamp" }).fill("lamp-77");
    await page.keyboard.press("Tab");
    for (const step of ["schedule", "mapping", "dry-run"]) await next(page, step);
    await page.getByText("Promote it: every mapped secret gets the new version.").waitFor();
    await next(page, "review");
    await page.getByRole("button", { name: "Create rotation" }).click();
    await page.getByRole("table", { name: "Steps" }).getByRole("button", { name: "verify" }).waitFor();
    expect(page.url()).toContain("/runs/");

    const published = await untilPublished(stage.turnbolt, "pier-lamp");
    const codes = JSON.parse(readFileSync(join(folder, "codes.json"), "utf8"));
    expect(published).toEqual({ lamp: "lamp-77", code: codes["lamp-77"] });
    const { client, projectId } = stage.turnbolt;
    const query = { workspaceId: projectId, environment: "dev", secretPath: "/" };
    const { secrets } = await client.secrets.list.query(query);
    expect(secrets.map(({ secretKey }) => secretKey).sort()).toEqual(["LAMP_LAMP", "PIER_CODE"]);
    stage.forgive(/status of 400/);
  });
});
