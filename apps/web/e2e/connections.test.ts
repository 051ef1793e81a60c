import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { type Pairs, pairsOf } from "./support/pairs.ts";
import { fillLogin } from "./support/wizard.ts";

describe.skipIf(noBrowser)("connections", { timeout: 60_000 }, () => {
  let stage: Stage;
  let pairs: Pairs;
  beforeAll(async () => {
    stage = await openStage();
    pairs = await pairsOf(stage.turnbolt, "orders-db");
    await pairs.create("orders");
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  it("are listed with their rights and their rotations, and tested with a click", async () => {
    const page = await stage.page("installation-admin");
    await page.goto("/connections");
    const row = page.getByRole("row", { name: /orders-db/ });
    await row.getByText("Works").waitFor();
    await row.getByText(/all \d held/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("link", { name: "orders-db" }).click();
    await page.getByRole("heading", { name: "orders-db" }).waitFor();
    await page.getByText("CREATEROLE").waitFor();
    await page.getByRole("button", { name: "Test", exact: true }).click();
    await page.getByText("orders-db works.").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("name the rotations that keep them from being deleted", async () => {
    const page = await stage.page("installation-admin");
    await page.goto(`/connections/${pairs.connectionId}`);
    await page.getByText("It cannot be deleted while these use it.").waitFor();
    await page.getByRole("region", { name: "Rotations" }).getByRole("link", { name: "orders" }).waitFor();
    expect(await page.getByRole("button", { name: "Delete" }).count()).toBe(0);
    const refusal = stage.turnbolt.client.connections.delete.mutate({ connectionId: pairs.connectionId });
    await expect(refusal).rejects.toThrow(/orders/);
  });

  it("take a new login only when it works, and their secrets again when they lead elsewhere", async () => {
    const page = await stage.page("installation-admin");
    await page.goto(`/connections/${pairs.connectionId}`);
    const form = page.getByRole("region", { name: "Change it" });
    const password = form.getByRole("textbox", { name: "Password" });
    expect(await password.inputValue()).toBe("");
    await form.getByLabel("Port").fill("1");
    await form.getByRole("button", { name: "Test and save" }).click();
    await form.getByText(/With another port, send password again/).waitFor();
    await form.getByLabel("Port").fill(String(pairs.credentials.port));
    await password.fill("not this one");
    await form.getByRole("button", { name: "Test and save" }).click();
    await form.getByText(/refuses the connection's login/).waitFor();
    await password.fill(pairs.credentials.password);
    await form.getByLabel("Name").first().fill("orders-db-2");
    await form.getByRole("button", { name: "Test and save" }).click();
    await page.getByRole("heading", { name: "orders-db-2" }).waitFor();
    stage.forgive(/status of 400 .*connections.update/);
  });

  it("are made for a project, and deleted when nothing uses them", async () => {
    const page = await stage.page("admin");
    await page.goto("/connections");
    await page.getByRole("button", { name: "New connection" }).click();
    await page.getByRole("combobox", { name: "App" }).click();
    await page.getByRole("option", { name: "Postgres" }).click();
    await page.getByLabel("Name").first().fill("short-lived");
    await fillLogin(page, pairs);
    await page.getByRole("button", { name: "Test and save" }).click();
    await page
      .getByRole("row", { name: /short-lived/ })
      .getByRole("link")
      .click();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByText("Nothing changes at the target").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.waitForURL("**/connections");
    await page.getByRole("row", { name: /short-lived/ }).waitFor({ state: "detached" });
  });

  it("show a viewer no button that would be refused", async () => {
    const page = await stage.page("viewer", { colorScheme: "dark", viewport: { width: 375, height: 700 } });
    await page.goto("/connections");
    await page.getByText("No connections yet").waitFor();
    for (const name of ["New connection", "Make the first one", "Test", "Delete", "Test and save"])
      expect(await page.getByRole("button", { name }).count()).toBe(0);
    await page.goto("/rotations/new");
    await page.getByText("You may not make rotations").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
