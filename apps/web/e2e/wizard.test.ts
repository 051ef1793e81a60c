import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";

describe.skipIf(noBrowser)("a new rotation of a real PostgreSQL", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await stage.turnbolt.postgres.createAccount("app_a", "first of app_a");
    await stage.turnbolt.postgres.createAccount("app_b", "first of app_b");
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  it("is made from nothing, step by step, and rotates at the target", async () => {
    const { turnbolt } = stage;
    const page = await stage.page("installation-admin");
    await page.goto("/rotations/new");
    await page.getByLabel("Search providers").fill("postgres");
    await page.getByRole("button", { name: /PostgreSQL/ }).click();

    await page.waitForURL("**/rotations/new/connection");
    await page.getByLabel("Name").fill("main database");
    await fillLogin(page, turnbolt.postgres.admin);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Test, save and go on" }).click();

    await page.waitForURL("**/rotations/new/target");
    await page.getByLabel("First account").click();
    await page.getByRole("option", { name: "app_a" }).click();
    await page.getByLabel("Second account").fill("app_b");
    await page.getByText("locked out").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Next: schedule" }).click();

    await page.waitForURL("**/rotations/new/schedule");
    await page.getByText("The next five dates").waitFor();
    await expect
      .poll(() =>
        page
          .getByRole("listitem")
          .filter({ has: page.locator("time") })
          .count(),
      )
      .toBe(5);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Next: mapping" }).click();

    await page.waitForURL("**/rotations/new/mapping");
    await page.getByLabel("Name of the rotation").fill("billing-database");
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Next: dry run" }).click();

    await page.waitForURL("**/rotations/new/dry-run");
    await page.getByText("Promote it: every mapped secret gets the new version.").waitFor();
    await page.getByRole("button", { name: "Next: review" }).click();

    await page.waitForURL("**/rotations/new/review");
    expect(await page.getByLabel("As curl").textContent()).toContain('"username1": "app_a"');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Create rotation" }).click();
    await page.waitForURL("**/runs/*");

    const published = await untilPublished(stage, "billing-database");
    expect(await turnbolt.postgres.canLogin(published)).toBe(true);
    expect(await turnbolt.postgres.canLogin({ username: "app_a", password: "first of app_a" })).toBe(false);
    expect(await turnbolt.postgres.canLogin({ username: "app_b", password: "first of app_b" })).toBe(true);
  });
});

async function fillLogin(
  page: Page,
  admin: { host: string; port: number; database: string; username: string; password: string },
): Promise<void> {
  await page.getByLabel("Host").fill(admin.host);
  await page.getByLabel("Port").fill(String(admin.port));
  await page.getByLabel("Database").fill(admin.database);
  await page.getByLabel("User name").fill(admin.username);
  await page.getByRole("textbox", { name: "Password" }).fill(admin.password);
  await page.getByLabel("TLS").uncheck();
}

/** The credential that a rotation has published, once it has. */
async function untilPublished(
  { turnbolt }: Stage,
  name: string,
): Promise<{ username: string; password: string }> {
  const { client, projectId } = turnbolt;
  const rotation = await client.rotations.list
    .query({ projectId })
    .then(({ secretRotations }) => secretRotations.find((one) => one.name === name));
  if (!rotation) throw new Error(`there is no rotation ${name}`);
  let secret: Record<string, unknown> = {};
  await expect
    .poll(
      async () => {
        const { generatedCredentials } = await client.rotations.generatedCredentials
          .query({ rotationId: rotation.id })
          .catch(() => ({ generatedCredentials: [] }));
        secret = generatedCredentials[0] ?? {};
        return Object.keys(secret).length;
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThan(0);
  return { username: String(secret.username), password: String(secret.password) };
}
