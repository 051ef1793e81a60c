import type { Page } from "playwright-core";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { manyDataKeys, newKeys } from "./support/data-keys.ts";
import { PASSWORD, person, signedIn } from "./support/people.ts";

const NEW_PASSWORD = "tomorrow's staple is a zebra";

describe.skipIf(noBrowser)("the settings", () => {
  let stage: Stage;
  let database: postgres.Sql;
  let admin: Page;
  beforeAll(async () => {
    stage = await openStage({ settings: newKeys() });
    database = postgres(stage.turnbolt.databaseUrl, { max: 2, onnotice: () => {} });
    admin = await stage.page("installation-admin");
  });
  afterAll(async () => {
    // A test that failed may hold a connection.
    await database?.end({ timeout: 1 });
    await stage?.stop();
  });
  afterEach(() => stage.assertNoFaults());

  /** Somebody who is signed in twice, and looks at their account in one of the two places. */
  const twoSessions = async (name: string) => {
    const email = await person(stage.turnbolt, name, "viewer");
    const [here, elsewhere] = [await stage.page(null), await stage.page(null)];
    for (const page of [here, elsewhere]) await signedIn(page.context(), stage.turnbolt, email);
    await here.goto("/settings");
    return { here, elsewhere, email };
  };

  it("let another key take over, with progress, to its end", async () => {
    const keys = await manyDataKeys(database, 60);
    const free = await keys.holdAfter(30);
    await admin.goto("/settings?tab=keys");
    const main = admin.getByRole("main");
    const { sealsWith, known } = await stage.turnbolt.client.keys.status.query();
    const other = known.find((id) => id !== sealsWith);
    await admin.getByRole("button", { name: `Let ${other} take over` }).click();
    await admin.getByText(`backups from before go on needing ${sealsWith}`).waitFor();
    await admin.getByRole("button", { name: "Let it take over" }).click();
    await main.getByText(`25 of ${keys.count} data keys wrapped.`).waitFor();
    const bar = admin.getByRole("progressbar", { name: "Data keys wrapped" });
    expect(await bar.getAttribute("aria-valuenow")).toBe(String(Math.floor(2500 / keys.count)));
    expect(await accessibilityFaults(admin)).toEqual([]);
    await free();
    await main.getByText(`All ${keys.count} data keys are wrapped with it.`).waitFor();
    expect(await bar.getAttribute("aria-valuenow")).toBe("100");
    expect(await database`select distinct key_id from turnbolt.data_keys`).toEqual([{ key_id: other }]);
  });

  it("change one's password: the old one is refused, and other sessions end", async () => {
    const { turnbolt } = stage;
    const { here, elsewhere, email } = await twoSessions("Pat");
    const change = async (current: string) => {
      await here.getByLabel("Current password").fill(current);
      await here.getByLabel("New password").fill(NEW_PASSWORD);
      await here.getByRole("button", { name: "Change the password" }).click();
    };
    await change("not the one that it is");
    await here.getByText("This is not your password.").waitFor();
    stage.forgive(/status of 400/);
    await change(PASSWORD);
    await here.getByText("Your password is changed").waitFor();
    expect(await here.getByLabel("New password").inputValue()).toBe("");
    expect(await statuses(here, elsewhere)).toEqual([200, 401]);
    await expect(signedIn(elsewhere.context(), turnbolt, email)).rejects.toThrow("cannot sign in");
    await signedIn(elsewhere.context(), turnbolt, email, NEW_PASSWORD);
  });

  it("end a session somewhere else, which is out at once", async () => {
    const { here, elsewhere } = await twoSessions("Robin");
    const row = here.getByRole("row").filter({ hasNotText: /This one|Program/ });
    expect(await statuses(here, elsewhere)).toEqual([200, 200]);
    await row.getByRole("button", { name: "End" }).click();
    await here.getByText("needs your password to come back").waitFor();
    await here.getByRole("button", { name: "End the session" }).click();
    await row.waitFor({ state: "detached" });
    expect(await statuses(here, elsewhere)).toEqual([200, 401]);
  });

  it("show a viewer no more than what the server would answer", async () => {
    const page = await stage.page("viewer");
    await page.goto("/settings?tab=keys");
    await page.getByRole("heading", { name: "Where you are signed in" }).waitFor();
    expect(await page.getByRole("tab").allTextContents()).toEqual(["My account", "Notifications", "About"]);
    expect(await page.getByText(/take over|Verify/).count()).toBe(0);
  });

  it.each(["account", "notifications", "keys", "seals", "about"])(
    "have no accessibility faults in light and dark, and fit on 375 pixels: %s",
    async (tab) => {
      await admin.goto(`/settings?tab=${tab}`);
      await admin.locator("h2").first().waitFor();
      expect(await accessibilityFaults(admin)).toEqual([]);
      await admin.emulateMedia({ colorScheme: "dark" });
      expect(await accessibilityFaults(admin)).toEqual([]);
      await admin.setViewportSize({ width: 375, height: 740 });
      expect(await admin.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
      await admin.setViewportSize({ width: 1280, height: 720 });
      await admin.emulateMedia({ colorScheme: "light" });
    },
  );

  describe("of an audit that was sealed", () => {
    // Whoever starts seals at once.
    beforeAll(async () => {
      await admin.goto("about:blank");
      await stage.turnbolt.kill();
      await stage.turnbolt.start();
    });

    it("verify it, and say in plain words which row was changed", async () => {
      await admin.goto("/settings?tab=seals");
      // Not where it is said to those who listen.
      const main = admin.getByRole("main");
      await admin.getByRole("button", { name: "Verify the audit" }).click();
      await main.getByText(/The audit is whole: [\d,]+ rows in \d+ seals? are right\.$/).waitFor();
      await database.begin(async (tx) => {
        // As somebody who has the database would: triggers do not fire.
        await tx`set local session_replication_role = replica`;
        await tx`update turnbolt.audit set message = 'another' where id = 2`;
      });
      await admin.getByRole("button", { name: "Verify the audit" }).click();
      await main.getByText(/^The audit is broken: row 2 .* was changed/).waitFor();
      expect(await accessibilityFaults(admin)).toEqual([]);
      const [{ count } = { count: 0 }] = await database`
      select count(*)::int from turnbolt.audit where kind = 'audit.broken'`;
      expect(count).toBe(1);
    });
  });
});

/** What the server says to whoever asks who they are from these pages. */
const statuses = (...pages: readonly Page[]): Promise<number[]> =>
  Promise.all(pages.map(async (page) => (await page.request.get("/api/v1/me")).status()));
