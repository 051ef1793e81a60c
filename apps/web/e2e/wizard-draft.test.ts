import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { pairsOf } from "./support/pairs.ts";
import { PASSWORD } from "./support/people.ts";
import { untilPublished } from "./support/published.ts";
import { begin, nameAccounts, next } from "./support/wizard.ts";

describe.skipIf(noBrowser)("the draft of a rotation", { timeout: 60_000 }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  it("outlives the server and the session, with what is sensitive in memory", async () => {
    const { turnbolt } = stage;
    const pairs = await pairsOf(turnbolt, "stored");
    const { username1, username2 } = await pairs.accounts("app");
    const page = await stage.page("installation-admin");
    await begin(page, "postgres-credentials");
    await page.getByRole("radio", { name: "stored" }).check();
    await next(page, "target");
    await nameAccounts(page, username1, username2);
    await page.getByRole("radio", { name: "Take it over as it is" }).check();
    await page.getByText("Nothing is changed at the target").waitFor();
    await page.locator("#current_username").fill(username1);
    await page.locator("#current_password").fill(`first of ${username1}`);

    await turnbolt.kill();
    await next(page, "schedule");
    await page.getByLabel("Days from one rotation to the next").fill("45");
    await turnbolt.start();
    await next(page, "mapping");
    await page.getByLabel("Name of the rotation").fill("adopted");

    await page.context().clearCookies();
    await next(page, "dry-run");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await dialog.getByLabel("E-mail address").fill("ada@example.com");
    await dialog.getByRole("button", { name: /sign in/i }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Ask again" }).click();
    await page.getByText("Promote it: every mapped secret gets the new version.").waitFor();
    await next(page, "review");
    expect(await page.getByLabel("As curl").textContent()).toContain('"rotationInterval": 45');
    expect(await page.content()).not.toContain(`first of ${username1}`);
    await page.getByRole("button", { name: "Create rotation" }).click();
    await page.getByRole("table", { name: "Steps" }).getByRole("button", { name: "verify" }).waitFor();
    expect(page.url()).toContain("/runs/");

    const before = { username: username1, password: `first of ${username1}` };
    expect(await untilPublished(turnbolt, "adopted")).toEqual(before);
    expect(await turnbolt.postgres.canLogin(before)).toBe(true);
    stage.forgive(/ERR_|status of 401|Failed to fetch/);
  });
});
