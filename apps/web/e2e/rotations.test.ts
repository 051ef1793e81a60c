import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { type Pairs, pairsOf } from "./support/pairs.ts";

describe.skipIf(noBrowser)("the list of rotations", () => {
  let stage: Stage;
  let pairs: Pairs;
  beforeAll(async () => {
    stage = await openStage();
    pairs = await pairsOf(stage.turnbolt);
    for (const name of ["billing", "orders", "search"]) await pairs.create(name);
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  const names = (page: Page) => page.getByRole("row").getByRole("link").allTextContents();

  it("finds by name, keeps the filters in the URL, and is the same after a reload", async () => {
    const page = await stage.page("installation-admin");
    await page.goto("/rotations");
    await page.getByRole("link", { name: "billing" }).waitFor();
    expect(await names(page)).toEqual(["billing", "orders", "search"]);
    await page.getByRole("searchbox").fill("ord");
    await page.getByRole("link", { name: "billing" }).waitFor({ state: "detached" });
    expect(await names(page)).toEqual(["orders"]);
    expect(new URL(page.url()).searchParams.get("q")).toBe("ord");
    await page.reload();
    await page.getByRole("link", { name: "orders" }).waitFor();
    expect(await names(page)).toEqual(["orders"]);
    expect(await page.getByRole("searchbox").inputValue()).toBe("ord");
  });

  it("sorts by a column, the other way round with the next click", async () => {
    const page = await stage.page("installation-admin");
    await page.goto("/rotations");
    await page.getByRole("link", { name: "billing" }).waitFor();
    await page.getByRole("button", { name: "Name" }).click();
    await page
      .getByRole("columnheader", { name: "Name" })
      .and(page.locator("[aria-sort=descending]"))
      .waitFor();
    await page.waitForFunction(() => document.querySelector("tbody a")?.textContent === "search");
    expect(await names(page)).toEqual(["search", "orders", "billing"]);
  });

  it("rotates one after naming the effect, and answers with a link to its run", async () => {
    const page = await stage.page("installation-admin");
    await page.goto("/rotations?q=billing");
    await page.getByRole("button", { name: "What to do with billing" }).click();
    await page.getByRole("menuitem", { name: "Rotate now" }).click();
    const dialog = page.getByRole("dialog", { name: "Rotate billing now?" });
    await dialog.getByText("works on for the overlap").waitFor();
    await dialog.getByRole("button", { name: "Rotate now" }).click();
    const href = await page.getByRole("link", { name: "follow the run" }).getAttribute("href");
    const runId = href?.split("/").at(-1) ?? "";
    const { run } = await stage.turnbolt.client.runs.get.query({ runId });
    expect(run.kind).toBe("rotate");
  });

  it("rotates many after naming the effect, with progress, and says what did not go well", async () => {
    const { client, projectId } = stage.turnbolt;
    await pairs.sql("drop role search_b");
    const page = await stage.page("operator");
    await page.goto("/rotations");
    await page.getByRole("checkbox", { name: "Choose all that are loaded" }).check();
    await page.getByText("3 chosen").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Rotate", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Rotate these now?" });
    await dialog.getByText("3 rotations get a new credential").waitFor();
    await dialog.getByRole("button", { name: "Rotate now" }).click();
    await page.getByRole("main").getByText("2 of 3 done, 1 failed").waitFor({ timeout: 20_000 });
    await page
      .getByRole("main")
      .getByText(/search_b does not exist/)
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.reload();
    await page.getByRole("main").getByText("2 of 3 done, 1 failed").waitFor();
    const { rotations } = await client.rotations.table.query({ projectId });
    expect(rotations.map(({ name, outcomes }) => [name, outcomes[0]?.outcome])).toEqual([
      ["billing", "done"],
      ["orders", "done"],
      ["search", "failed"],
    ]);
  });

  it("says what runs would do, and changes nothing", async () => {
    const page = await stage.page("operator");
    await page.goto("/rotations?q=orders");
    await page.getByRole("button", { name: "What to do with orders" }).click();
    await page.getByRole("menuitem", { name: "Dry run" }).click();
    await page
      .getByRole("dialog", { name: "What a run would do now" })
      .getByRole("listitem")
      .first()
      .waitFor();
  });

  it("shows a viewer no button that would be refused", async () => {
    const page = await stage.page("viewer");
    await page.goto("/rotations");
    await page.getByRole("link", { name: "billing" }).waitFor();
    expect(await page.getByRole("button", { name: /What to do/ }).count()).toBe(0);
    expect(await page.getByRole("checkbox").count()).toBe(0);
    expect(await page.getByRole("link", { name: "New rotation" }).count()).toBe(0);
  });

  it.each(["light", "dark"] as const)("has no accessibility faults in %s", async (colorScheme) => {
    const page = await stage.page("operator", { colorScheme });
    await page.goto("/rotations");
    await page.getByRole("link", { name: "billing" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("fits on a screen of 375 pixels", async () => {
    const page = await stage.page("operator", { viewport: { width: 375, height: 740 } });
    await page.goto("/rotations");
    await page.getByRole("link", { name: "billing" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  });
});
