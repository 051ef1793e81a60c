import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { PASSWORD } from "./support/people.ts";

describe.skipIf(noBrowser)("coming in", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ terminal: true });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  it("makes the first admin by the link of the terminal, which is in the address no more", async () => {
    const link = /http:\/\/\S+\/set-up#tbl_\S+/.exec(stage.turnbolt.output())?.[0] ?? "";
    const page = await stage.page(null);
    await page.goto(link);
    await page.getByLabel("Your name").fill("Ada");
    expect(page.url()).not.toContain("tbl_");
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel("E-mail address").fill("ada@example.com");
    await page.getByRole("textbox", { name: "Password" }).fill("short-one");
    await page.getByRole("button", { name: "Begin" }).click();
    await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Begin" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await page.getByText("ada@example.com").first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
