import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";

describe.skipIf(noBrowser)("the audit", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    const { client, projectId } = stage.turnbolt;
    for (const secretName of ["FIRST", "SECOND"])
      await client.secrets.create.mutate({ projectId, environment: "dev", secretName, secretValue: "x" });
    await client.secrets.read.query({ projectId, environment: "dev", secretName: "FIRST" });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  it("is narrowed by a click, stands in the URL, and is read once for each list", async () => {
    const page = await stage.page("installation-admin");
    await page.goto("/audit");
    await page.getByRole("button", { name: "secret.read" }).click();
    await page.getByRole("button", { name: "secret.created" }).first().waitFor({ state: "detached" });
    expect(new URL(page.url()).searchParams.get("kind")).toBe("secret.read");
    expect(await page.getByRole("row").count()).toBe(2);
    const { auditLogs } = await stage.turnbolt.client.audit.list.query({ kind: "audit.read" });
    expect(auditLogs.filter(({ data }) => data.kind === "secret.read")).toHaveLength(1);
  });

  it("is exported with the same filter", async () => {
    const page = await stage.page("installation-admin");
    await page.goto("/audit?kind=secret.created");
    await page.getByText("secret.created").first().waitFor();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Export JSON lines" }).click(),
    ]);
    const lines = (await readFile(await file.path(), "utf8")).trim().split("\n");
    const rows = lines.map((line) => JSON.parse(line) as { readonly kind: string });
    expect(rows.map(({ kind }) => kind)).toEqual(["secret.created", "secret.created"]);
  });

  it("shows the people of a project what happened there, and no more", async () => {
    const page = await stage.page("viewer");
    await page.goto("/audit");
    await page.getByRole("button", { name: "secret.read" }).waitFor();
    await page.getByRole("combobox", { name: "Project" }).click();
    expect(await page.getByRole("option", { name: "The whole installation" }).count()).toBe(0);
  });

  it.each(["light", "dark"] as const)("has no accessibility faults in %s", async (colorScheme) => {
    const page = await stage.page("installation-admin", { colorScheme });
    await page.goto("/audit");
    await page.getByRole("button", { name: "secret.read" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("fits on a screen of 375 pixels", async () => {
    const page = await stage.page("installation-admin", { viewport: { width: 375, height: 740 } });
    await page.goto("/audit");
    await page.getByRole("button", { name: "secret.read" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  });
});
