import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults, faultsInEachColour } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { PASSWORD, person } from "./support/people.ts";

describe.skipIf(noBrowser)("coming in", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ terminal: true });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  it("makes the first admin by the link of the terminal, which is in the address no more", async () => {
    const linkIn = () => /http:\/\/\S+\/set-up#tbl_\S+/.exec(stage.turnbolt.output())?.[0] ?? "";
    await expect.poll(linkIn, { timeout: 10_000 }).not.toBe("");
    const link = linkIn();
    const page = await stage.page(null);
    await page.goto(link);
    await page.getByLabel("Your name").fill("Grace");
    expect(page.url()).not.toContain("tbl_");
    expect(await faultsInEachColour(page)).toEqual([]);
    await page.getByLabel("E-mail address").fill("grace@example.com");
    await page.getByRole("textbox", { name: "Password" }).fill("grace grace grace");
    await page.getByRole("button", { name: "Begin" }).click();
    await page.getByText("password", { exact: false }).and(page.locator("[class*=error]")).waitFor();
    expect(await page.getByLabel("Your name").inputValue()).toBe("Grace");
    await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Begin" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await page.getByText("grace@example.com").first().waitFor();
    await page.getByText("No rotations yet").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    stage.forgive(/status of 400/);
  });

  it("goes on to the page that was asked for, and says what is wrong with a password", async () => {
    const email = await person(stage.turnbolt, "Alan", "viewer");
    const page = await stage.page(null);
    await page.goto("/rotations?q=billing&status=failed");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await faultsInEachColour(page)).toEqual([]);
    await page.getByLabel("E-mail address").fill(email);
    await page.getByRole("textbox", { name: "Password" }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The e-mail address or the password is wrong.").waitFor();
    expect(await page.getByLabel("E-mail address").inputValue()).toBe(email);
    await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Rotations" }).waitFor();
    expect(new URL(page.url()).search).toBe("?q=billing&status=failed");
    stage.forgive(/status of 401/);
  });

  it.each(["//evil.example", "https://evil.example/", "/\\evil.example"])(
    "sends nobody elsewhere after signing in: %s",
    async (returnTo) => {
      const page = await stage.page(null);
      await page.goto(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
      await page.getByLabel("E-mail address").fill("alan@example.com");
      await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "Overview" }).waitFor();
      expect(page.url()).toBe(`${stage.turnbolt.url}/`);
    },
  );

  it("takes an invitation, which says what it is for", async () => {
    const { client, projectId } = stage.turnbolt;
    const projects = [{ projectId, role: "operator" as const }];
    const { link } = await client.invitations.create.mutate({
      email: "edsger@example.com",
      isAdmin: false,
      projects,
    });
    const page = await stage.page(null);
    await page.goto(new URL(link).pathname + new URL(link).hash);
    await page.getByText("For edsger@example.com, as operator of").waitFor();
    expect(await faultsInEachColour(page)).toEqual([]);
    await page.getByLabel("Your name").fill("Edsger");
    await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Come in" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    const again = await stage.page(null);
    await again.goto(new URL(link).pathname + new URL(link).hash);
    await again.getByText("Ask whoever invited you for a new link").waitFor();
    stage.forgive(/status of 40\d/);
  });

  it("sets a new password by a link", async () => {
    const { client } = stage.turnbolt;
    const email = await person(stage.turnbolt, "Barbara", "viewer");
    const { people } = await client.people.list.query({ search: "Barbara" });
    const { link } = await client.people.resetPassword.mutate({ personId: people[0]?.id ?? "" });
    const page = await stage.page(null);
    await page.goto(new URL(link).pathname + new URL(link).hash);
    await page.getByRole("textbox", { name: "Password" }).fill("another long enough one 42");
    expect(await faultsInEachColour(page)).toEqual([]);
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await page.getByText(email).first().waitFor();
  });
});
