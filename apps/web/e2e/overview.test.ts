import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { type Pairs, pairsOf } from "./support/pairs.ts";

describe.skipIf(noBrowser)("the overview", () => {
  let stage: Stage;
  let pairs: Pairs;
  beforeAll(async () => {
    stage = await openStage();
    pairs = await pairsOf(stage.turnbolt);
    const { client } = stage.turnbolt;
    await pairs.create("billing");
    const rotationId = await pairs.create("ledger");
    // Its second account is gone, and the target says so.
    await pairs.sql("drop role ledger_b");
    await client.rotations.rotate.mutate({ rotationId }).catch(() => null);
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  it("shows a viewer what fails and why, and no button that would be refused", async () => {
    const page = await stage.page("viewer");
    await page.goto("/");
    await page.getByText(/ledger_b does not exist.*the old credential still works/).waitFor();
    expect(await page.getByRole("link", { name: /^1 Failing$/ }).count()).toBe(1);
    expect(await page.getByRole("main").getByRole("button").count()).toBe(0);
    await page.getByRole("table", { name: "Runs of each day" }).getByRole("rowheader").last().waitFor();
  });

  it("leads from a figure to the rotations behind it", async () => {
    const page = await stage.page("viewer");
    await page.goto("/");
    await page.getByRole("link", { name: "1 Failing" }).click();
    await page.getByRole("row").getByRole("link", { name: "ledger" }).waitFor();
    expect(await page.getByRole("row").getByRole("link").allTextContents()).toEqual(["ledger"]);
    expect(new URL(page.url()).search).toBe("?status=failed");
  });

  it.each(["light", "dark"] as const)("has no accessibility faults in %s", async (colorScheme) => {
    const page = await stage.page("operator", { colorScheme });
    await page.goto("/");
    await page.getByRole("button", { name: "Try again" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("tries again with one click, answers with the run, and needs nobody once that is done", async () => {
    const page = await stage.page("operator");
    await page.goto("/");
    await stage.turnbolt.postgres.createAccount("ledger_b", "as good as new");
    await pairs.sql("grant ledger_b to rotator_orders_db with admin true, inherit false, set false");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("link", { name: "follow the run" }).waitFor();
    await page.getByText("Every rotation works, and none is late.").waitFor({ timeout: 20_000 });
    expect(await page.getByRole("link", { name: "0 Failing" }).count()).toBe(1);
  });
});
