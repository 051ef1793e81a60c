import type { Page } from "playwright-core";
import postgres from "postgres";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { manyDataKeys, newKeys } from "./support/data-keys.ts";
import { PASSWORD, person, signedIn } from "./support/people.ts";
import { type Receiver, startReceiver } from "./support/receiver.ts";

const NEW_PASSWORD = "tomorrow's staple is a zebra";

describe.skipIf(noBrowser)("the settings", () => {
  let stage: Stage;
  let database: postgres.Sql;
  let receiver: Receiver;
  let admin: Page;
  beforeAll(async () => {
    [stage, receiver] = await Promise.all([openStage({ settings: newKeys() }), startReceiver()]);
    database = postgres(stage.turnbolt.databaseUrl, { max: 2, onnotice: () => {} });
    admin = await stage.page("installation-admin");
  });
  afterAll(async () => {
    // A test that failed may hold a connection.
    await database?.end({ timeout: 1 });
    await receiver?.stop();
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
  const channels = async () => (await stage.turnbolt.client.channels.list.query({})).channels;

  it("make a channel, show its signing secret once, and its test arrives, signed with that secret", async () => {
    await admin.goto("/settings?tab=notifications");
    await admin.getByText("Nobody is told yet").waitFor();
    await admin.getByRole("button", { name: "Make the first channel" }).click();
    await admin.getByRole("textbox", { name: "Name" }).fill("deploy");
    await admin.getByRole("textbox", { name: "URL" }).fill("ftp://nowhere");
    await admin.getByRole("button", { name: "Make the channel" }).click();
    await admin.getByText("Must be a URL that begins with https:// or http://.").waitFor();
    stage.forgive(/status of 400/);
    await admin.getByRole("textbox", { name: "URL" }).fill(receiver.url);
    await admin.getByRole("checkbox", { name: "A run comes within a day" }).uncheck();
    await admin.getByRole("button", { name: "Make the channel" }).click();
    await admin.getByRole("heading", { name: "deploy" }).waitFor();
    expect((await admin.content()).includes("whsec_")).toBe(false);
    await admin.getByRole("button", { name: "Show the signing secret" }).click();
    const secret = await admin.getByText(/^whsec_/).textContent();
    await admin.getByRole("button", { name: "I have it" }).click();
    expect((await admin.content()).includes("whsec_")).toBe(false);
    await admin.getByRole("button", { name: "Send a test" }).click();
    await admin.getByText(/^deploy took the test: taken with HTTP 204/).waitFor();
    const [test] = receiver.got;
    expect(new Webhook(secret ?? "").verify(test?.body ?? "", test?.headers ?? {})).toMatchObject({
      type: "test",
    });
    const [made] = await channels();
    expect(made?.events).not.toContain("rotation.due-soon");
    expect(made).toMatchObject({ name: "deploy", projectId: null, settings: { url: receiver.url } });
  });

  it("show what was sent, why it failed, and send it again", async () => {
    receiver.answer(500);
    await admin.goto("/settings?tab=notifications");
    await admin.getByRole("link", { name: "deploy" }).click();
    await admin.getByRole("button", { name: "Send a test" }).click();
    await admin.getByText(/^deploy did not take the test: HTTP 500/).waitFor();
    const failed = admin.getByRole("row").filter({ hasText: "Given up" });
    await failed.getByText(/^HTTP 500 after/).waitFor();
    expect(await accessibilityFaults(admin)).toEqual([]);
    receiver.answer(204);
    const before = receiver.got.length;
    await failed.getByRole("button", { name: "Send again" }).click();
    await failed.waitFor({ state: "detached" });
    const [again, first] = receiver.got.slice(before - 1).toReversed();
    expect(again?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    await admin
      .getByText(/^Taken with HTTP 204 after/)
      .nth(1)
      .waitFor();
  });

  it("change a channel, switch it off, and delete it, each after saying what that does", async () => {
    await admin.goto("/settings?tab=notifications");
    await admin.getByRole("link", { name: "deploy" }).click();
    await admin.getByRole("button", { name: "Change" }).click();
    await admin.getByRole("textbox", { name: "Name" }).fill("deployments");
    await admin.getByRole("button", { name: "Save" }).click();
    await admin.getByRole("heading", { name: "deployments" }).waitFor();
    const more = admin.getByRole("button", { name: "What else to do with deployments" });
    await more.click();
    await admin.getByRole("menuitem", { name: "Switch it off" }).click();
    await admin.getByText("What waits to be sent there is given up").waitFor();
    await admin.getByRole("button", { name: "Switch it off" }).click();
    await admin.getByText("Switched off", { exact: true }).waitFor();
    expect(await channels()).toMatchObject([{ name: "deployments", isEnabled: false }]);
    await more.click();
    await admin.getByRole("menuitem", { name: "Delete" }).click();
    await admin.getByText("Forgets the channel with all its deliveries.").waitFor();
    await admin.getByRole("button", { name: "Delete the channel" }).click();
    await admin.getByText("Nobody is told yet").waitFor();
    expect(await channels()).toEqual([]);
  });

  it("keep the address of a chat to themselves", async () => {
    await admin.goto("/settings?tab=notifications&make=yes");
    await admin.getByText("Slack’s style").click();
    await admin.getByRole("textbox", { name: "Name" }).fill("chat");
    const url = admin.getByLabel("URL of the incoming webhook");
    expect(await url.getAttribute("type")).toBe("password");
    await url.fill("https://hooks.chat.example/T123/whoever-knows-it");
    await admin.getByRole("button", { name: "Make the channel" }).click();
    await admin.getByRole("heading", { name: "chat" }).waitFor();
    expect((await admin.content()).includes("whoever-knows-it")).toBe(false);
    await admin.getByRole("button", { name: "Change" }).click();
    expect(await url.inputValue()).toBe("");
    await admin.getByRole("textbox", { name: "Name" }).fill("the chat");
    await admin.getByRole("button", { name: "Save" }).click();
    await admin.getByRole("heading", { name: "the chat" }).waitFor();
    expect(await channels()).toMatchObject([{ name: "the chat", settings: { host: "hooks.chat.example" } }]);
  });

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

  it("show a viewer the channels of the project, and nothing that would be refused", async () => {
    const { client, projectId } = stage.turnbolt;
    const settings = { url: receiver.url };
    await client.channels.create.mutate({ kind: "webhook", name: "shop", projectId, settings });
    const page = await stage.page("viewer");
    await page.goto("/settings?tab=notifications");
    await page.getByRole("link", { name: "shop" }).click();
    await page.getByText("Nothing was sent yet").waitFor();
    expect(await page.getByRole("button", { name: /test|Change|What else|again|New channel/ }).count()).toBe(
      0,
    );
    expect(await page.getByRole("tab").allInnerTexts()).toEqual(["My account", "Notifications", "About"]);
    await page.goto("/settings?tab=keys");
    await page.getByRole("heading", { name: "Where you are signed in" }).waitFor();
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
