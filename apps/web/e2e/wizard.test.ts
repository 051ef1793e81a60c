import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { type Pairs, pairsOf } from "./support/pairs.ts";
import { untilPublished } from "./support/published.ts";
import { begin, fillLogin, nameAccounts, next, SOON } from "./support/wizard.ts";

const TYPE = "postgres-credentials";

describe.skipIf(noBrowser)("a new rotation of a real PostgreSQL", { timeout: 60_000 }, () => {
  let stage: Stage;
  let pairs: Pairs;
  beforeAll(async () => {
    stage = await openStage();
    pairs = await pairsOf(stage.turnbolt, "stored");
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  it("is made from nothing, step by step, and rotates at the target", async () => {
    const { turnbolt } = stage;
    const { username1, username2 } = await pairs.accounts("app");
    const page = await stage.page("installation-admin");
    await page.goto("/rotations/new");
    await page.getByLabel("Search providers").fill("postgres");
    await page.getByRole("button", { name: /PostgreSQL/ }).click();
    await page.getByRole("radio", { name: "A new one" }).check();
    await page.getByLabel("Name").first().fill("orders server");
    await fillLogin(page, pairs);
    await page.getByRole("button", { name: "Test, save and go on" }).click();

    await page.waitForURL("**/rotations/new/target");
    await page.getByLabel("First account").click();
    await page.getByRole("option", { name: username1 }).click();
    await page.getByLabel("Second account").fill(username2);
    await page.keyboard.press("Tab");
    await page.getByText("whoever uses it is locked out").waitFor();
    await next(page, "schedule");
    await expect
      .poll(() => page.getByRole("list", { name: "Next dates" }).locator("time").count(), SOON)
      .toBe(5);
    await next(page, "mapping");
    await page.getByLabel("Name of the rotation").fill("billing-database");
    await next(page, "dry-run");
    await page.getByText("Promote it: every mapped secret gets the new version.").waitFor();
    const before = { username: username1, password: `first of ${username1}` };
    expect(await turnbolt.postgres.canLogin(before)).toBe(true);
    await next(page, "review");
    expect(await page.getByLabel("As curl").textContent()).toContain(`"username1": "${username1}"`);
    await page.getByRole("button", { name: "Create rotation" }).click();
    await page.getByRole("table", { name: "Steps" }).getByRole("button", { name: "verify" }).waitFor();
    expect(page.url()).toContain("/runs/");

    const { username, password } = await untilPublished(turnbolt, "billing-database");
    expect(username).toBe(username1);
    expect(await turnbolt.postgres.canLogin({ username: username1, password: String(password) })).toBe(true);
    expect(await turnbolt.postgres.canLogin(before)).toBe(false);
    const other = { username: username2, password: `first of ${username2}` };
    expect(await turnbolt.postgres.canLogin(other)).toBe(true);
  });

  it("says what is wrong at each field, and then what the target says", async () => {
    const page = await stage.page("installation-admin");
    await begin(page, TYPE);
    await page.getByRole("radio", { name: "A new one" }).check();
    await page.getByLabel("Port").fill("70000");
    const save = page.getByRole("button", { name: "Test, save and go on" });
    await save.click();
    await page.getByText("65535 is the most.").waitFor();
    for (const label of ["Host", "Database", "User name"])
      expect(await page.getByLabel(label).getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Name").first().fill("second");
    await fillLogin(page, pairs);
    await expect.poll(() => page.getByLabel("Host").getAttribute("aria-invalid"), SOON).not.toBe("true");
    await page.getByLabel("Host").fill("not a host");
    await save.click();
    await page.getByText("One host name or IP address, without port.").waitFor();
    await page.getByLabel("Host").fill(pairs.credentials.host);
    await page.getByRole("textbox", { name: "Password" }).fill("wrong");
    await save.click();
    await page.getByText(/refuses the connection's login/).waitFor();
    expect(await page.getByLabel("User name").inputValue()).toBe(pairs.credentials.username);
    stage.forgive(/status of 400 .*connections.create/);
  });

  it("is kept half filled in over a reload, without what is sensitive", async () => {
    const page = await stage.page("installation-admin");
    await begin(page, TYPE);
    await page.getByRole("radio", { name: "A new one" }).check();
    await page.getByLabel("Name").first().fill("half");
    await page.getByLabel("Host").fill("db.example.com");
    await page.getByRole("textbox", { name: "Password" }).fill("hunter2");
    await page.reload();
    await expect.poll(() => page.getByLabel("Host").inputValue(), SOON).toBe("db.example.com");
    expect(await page.getByLabel("Name").first().inputValue()).toBe("half");
    expect(await page.getByRole("textbox", { name: "Password" }).inputValue()).toBe("");
    const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
    expect(kept).toContain("db.example.com");
    expect(kept).not.toContain("hunter2");
  });

  it("has no serious fault of accessibility in any step, dark and on a narrow screen", async () => {
    const narrow = { width: 375, height: 700 };
    const page = await stage.page("installation-admin", { colorScheme: "dark", viewport: narrow });
    const { username1, username2 } = await pairs.accounts("looks");
    const assertFine = async () => {
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    };
    await page.goto("/rotations/new");
    await page.getByLabel("Search providers").waitFor();
    await assertFine();
    await begin(page, TYPE);
    await page.getByRole("radio", { name: "stored" }).check();
    await assertFine();
    await next(page, "target");
    await nameAccounts(page, username1, username2);
    await assertFine();
    for (const step of ["schedule", "mapping"]) {
      await next(page, step);
      await page.getByRole("button", { name: "Back" }).waitFor();
      await assertFine();
    }
    // The names that the form begins with may be taken already.
    await page.getByRole("textbox", { name: "User name" }).fill("LOOKS_USER");
    await page.getByRole("textbox", { name: "Password" }).fill("LOOKS_PASSWORD");
    for (const step of ["dry-run", "review"]) {
      await next(page, step);
      await page.getByRole("button", { name: /Next: review|Create rotation/ }).waitFor();
      await assertFine();
    }
  });
});
