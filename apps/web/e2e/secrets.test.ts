import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { pairsOf } from "./support/pairs.ts";

const VALUE = "hunter2 and then some";

describe.skipIf(noBrowser)("the secrets", () => {
  let stage: Stage;
  let database: postgres.Sql;
  beforeAll(async () => {
    stage = await openStage();
    database = postgres(stage.turnbolt.databaseUrl, { max: 1, onnotice: () => {} });
    const pairs = await pairsOf(stage.turnbolt);
    await pairs.create("billing");
    const { client, projectId } = stage.turnbolt;
    await client.secrets.create.mutate({
      projectId,
      environment: "dev",
      secretName: "API_KEY",
      secretValue: VALUE,
    });
  });
  afterAll(async () => {
    await database?.end();
    await stage?.stop();
  });
  afterEach(() => stage.assertNoFaults());

  const reads = async () =>
    Number((await database`select count(*) from turnbolt.audit where kind = 'secret.read'`)[0]?.count);

  it("are masked, and shown with a row in the audit for each time", async () => {
    const page = await stage.page("developer");
    await page.goto("/secrets");
    await page.getByText("API_KEY").waitFor();
    expect(await page.content()).not.toContain(VALUE);
    const before = await reads();
    await page.getByRole("button", { name: "Show API_KEY" }).click();
    await page.getByText(VALUE).waitFor();
    expect(await reads()).toBe(before + 1);
    await page.getByRole("button", { name: "Hide API_KEY" }).click();
    await page.getByText(VALUE).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Show API_KEY" }).click();
    await page.getByText(VALUE).waitFor();
    expect(await reads()).toBe(before + 2);
  });

  it("are hidden again by themselves after half a minute", async () => {
    const page = await stage.page("developer");
    await page.clock.install();
    await page.goto("/secrets");
    await page.getByRole("button", { name: "Show API_KEY" }).click();
    await page.getByText(VALUE).waitFor();
    await page.clock.runFor(29_000);
    expect(await page.getByText(VALUE).count()).toBe(1);
    await page.clock.runFor(2_000);
    await page.getByText(VALUE).waitFor({ state: "detached" });
  });

  it("are written by hand, in folders, in versions", async () => {
    const page = await stage.page("admin");
    await page.goto("/secrets?environment=staging");
    await page.getByRole("button", { name: "New folder" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("mail");
    await page.getByRole("button", { name: "Make the folder" }).click();
    await page.getByRole("link", { name: "mail" }).click();
    await page.getByText("No secrets in this folder").waitFor();
    await page.getByRole("button", { name: "New secret" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("SMTP_PASSWORD");
    await page.getByRole("textbox", { name: "Value" }).fill("first");
    await page.getByRole("button", { name: "Make the secret" }).click();
    await page.getByRole("button", { name: "What to do with SMTP_PASSWORD" }).click();
    await page.getByRole("menuitem", { name: "Change" }).click();
    await page.getByRole("textbox", { name: "Value" }).fill("second");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("SMTP_PASSWORD is saved, in version 2.").waitFor();
    const { client, projectId } = stage.turnbolt;
    const at = { projectId, environment: "staging", secretPath: "/mail", secretName: "SMTP_PASSWORD" };
    expect((await client.secrets.read.query(at)).secret.secretValue).toBe("second");
    expect((await client.secrets.read.query({ ...at, version: 1 })).secret.secretValue).toBe("first");
  });

  it("say at the field what is wrong with a name, and lose nothing", async () => {
    const page = await stage.page("admin");
    await page.goto("/secrets");
    await page.getByRole("button", { name: "New secret" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("9 lives");
    await page.getByRole("textbox", { name: "Value" }).fill("kept");
    await page.getByRole("button", { name: "Make the secret" }).click();
    await page.getByText("no digit first").waitFor();
    expect(await page.getByRole("textbox", { name: "Value" }).inputValue()).toBe("kept");
    stage.forgive(/\b4\d\d\b/);
  });

  it("that a rotation writes are read-only, and say so", async () => {
    const page = await stage.page("admin");
    await page.goto("/secrets");
    await page.getByText("read-only: the rotation writes it").first().waitFor();
    await page.getByRole("button", { name: "What to do with BILLING_PASSWORD" }).click();
    await page.getByRole("menuitem", { name: "Versions" }).waitFor();
    expect(await page.getByRole("menuitem", { name: /Change|Delete/ }).count()).toBe(0);
  });

  it("show a viewer no value and no button that would be refused", async () => {
    const page = await stage.page("viewer");
    await page.goto("/secrets");
    await page.getByText("API_KEY").waitFor();
    expect(await page.getByRole("button", { name: /^(Show|Copy|New)/ }).count()).toBe(0);
  });

  it.each(["light", "dark"] as const)("have no accessibility faults in %s", async (colorScheme) => {
    const page = await stage.page("admin", { colorScheme });
    await page.goto("/secrets");
    await page.getByText("API_KEY").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("fit on a screen of 375 pixels", async () => {
    const page = await stage.page("admin", { viewport: { width: 375, height: 740 } });
    await page.goto("/secrets");
    await page.getByText("API_KEY").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  });
});
