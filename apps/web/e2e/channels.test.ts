import type { Page } from "playwright-core";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { type Receiver, startReceiver } from "./support/receiver.ts";

describe.skipIf(noBrowser)("the channels", () => {
  let stage: Stage;
  let receiver: Receiver;
  let admin: Page;
  beforeAll(async () => {
    [stage, receiver] = await Promise.all([openStage(), startReceiver()]);
    admin = await stage.page("installation-admin");
  });
  afterAll(async () => {
    await receiver?.stop();
    await stage?.stop();
  });
  afterEach(() => stage.assertNoFaults());

  const channels = async () => (await stage.turnbolt.client.channels.list.query({})).channels;

  it("are made, show their signing secret once, and a test arrives, signed with that secret", async () => {
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
    const secret = await admin
      .getByRole("dialog")
      .getByLabel("Signing secret", { exact: true })
      .textContent();
    expect(secret).toMatch(/^whsec_/);
    await admin.getByRole("button", { name: "I have kept it" }).click();
    await admin.getByRole("heading", { name: "deploy" }).waitFor();
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

  it("are changed, switched off, and deleted, each after saying what that does", async () => {
    await admin.goto("/settings?tab=notifications");
    await admin.getByRole("link", { name: "deploy" }).click();
    await admin.getByRole("button", { name: "Change" }).click();
    await admin.getByRole("textbox", { name: "Name" }).fill("deployments");
    await admin.getByRole("button", { name: "Save" }).click();
    await admin.getByRole("heading", { name: "deployments" }).waitFor();
    const more = admin.getByRole("button", { name: "What else to do with deployments" });
    await more.click();
    await admin.getByRole("menuitem", { name: "New signing secret" }).click();
    await admin.getByText("for a day with the old one as well").waitFor();
    await admin.getByRole("button", { name: "Make a new secret" }).click();
    await admin.getByRole("button", { name: "I have kept it" }).click();
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

  it("send mail by a server of the channel's own, whose password is never filled in again", async () => {
    await admin.goto("/settings?tab=notifications&make=yes");
    await admin.getByText("Mail", { exact: true }).click();
    await admin.getByRole("textbox", { name: "Name" }).fill("on call");
    await admin
      .getByLabel(/^To\s*\*?$/)
      .first()
      .fill("oncall@shop.example");
    await admin.keyboard.press("Enter");
    await admin.getByRole("switch", { name: "By a mail server of its own" }).check({ force: true });
    await admin.getByLabel(/^Mail server/).fill("mail.example");
    await admin.getByRole("textbox", { name: "User" }).fill("turnbolt");
    await admin.getByRole("textbox", { name: "Password" }).fill("a password of the mail server");
    await admin.getByRole("textbox", { name: "From" }).fill("turnbolt@shop.example");
    expect(await accessibilityFaults(admin)).toEqual([]);
    await admin.getByRole("button", { name: "Make the channel" }).click();
    await admin.getByRole("heading", { name: "on call" }).waitFor();
    const smtp = { host: "mail.example", port: 587, security: "starttls", user: "turnbolt" };
    const made = (await channels()).find(({ name }) => name === "on call");
    expect(made?.settings).toEqual({
      to: ["oncall@shop.example"],
      smtp: { ...smtp, from: "turnbolt@shop.example" },
    });
    await admin.getByRole("button", { name: "Change" }).click();
    expect(await admin.getByRole("textbox", { name: "Password" }).inputValue()).toBe("");
    expect((await admin.content()).includes("a password of the mail server")).toBe(false);
  });

  it("are shown to a viewer of the project, with nothing that would be refused", async () => {
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
  });
});
