import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { type BoxStage, openBoxStage } from "./support/box.ts";
import { noBrowser } from "./support/browser.ts";

describe.skipIf(noBrowser)("a rotation, seen and let go", () => {
  let stage: BoxStage;
  let id: string;
  beforeAll(async () => {
    stage = await openBoxStage();
    id = await stage.create("shop");
    await stage.rotate(id);
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  it.each([
    ["light", "runs"],
    ["dark", "versions"],
    ["light", "configuration"],
    ["dark", "audit"],
  ] as const)("has no accessibility faults in %s, with its %s", async (colorScheme, tab) => {
    const page = await stage.page("operator", { colorScheme });
    await page.goto(`/rotations/${id}?tab=${tab}`);
    await page.getByRole("tabpanel").getByRole("table").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.close();
  });

  it("fits on a screen of 375 pixels", async () => {
    const page = await stage.page("operator", { viewport: { width: 375, height: 740 } });
    await page.goto(`/rotations/${id}`);
    await page.locator("[data-version='2']").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("is deleted with what it made, after naming the versions and the secrets", async () => {
    const gone = await stage.create("gone");
    await stage.rotate(gone);
    const page = await stage.page("installation-admin");
    await page.goto(`/rotations/${gone}`);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("v2 and v1 go on working at the target").waitFor();
    await dialog.getByLabel("Revoke its credentials at the target").check();
    await dialog.getByText("Revokes v2 and v1 at the target").waitFor();
    await dialog.getByLabel("Delete its secrets").check();
    await dialog.getByText("Deletes TOKEN_GONE").waitFor();
    expect(await dialog.getByRole("button", { name: "Delete", exact: true }).isDisabled()).toBe(true);
    await dialog.getByLabel("Type gone to go on").fill("gone");
    await dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("heading", { name: /^Revoke/ }).waitFor();
    await page.getByText("Its credentials are gone from the target.").first().waitFor();
    expect(stage.held("gone")).toEqual([]);
    // The browser says of itself that the rotation is not there any more.
    stage.forgive(/status of 404/);
  });

  it("of a plugin that is gone is shown, cannot be started, and says why", async () => {
    const page = await stage.page("installation-admin");
    await stage.turnbolt.kill();
    await stage.turnbolt.start({ TURNBOLT_PLUGINS: "" });
    stage.forgive(/ERR_CONNECTION_REFUSED/);
    await page.goto(`/rotations/${id}`);
    await page.getByText("The plugin of box-token is not installed.").waitFor();
    await page.locator("[data-version='2'][data-state=active]").waitFor();
    await page.getByRole("table", { name: "Runs" }).getByRole("link", { name: "Rotate" }).waitFor();
    for (const name of ["Rotate now", "Dry run", "More"])
      expect(await page.getByRole("button", { name }).count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
