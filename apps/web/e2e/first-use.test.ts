import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { PASSWORD } from "./support/people.ts";

describe.skipIf(noBrowser)("the first use", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ terminal: true, sandbox: true });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  it("leads from the terminal's link to a real rotation, seen step by step", async () => {
    await expect.poll(() => stage.turnbolt.output(), { timeout: 50_000 }).toContain('Next run of "sandbox"');
    const link = /http:\/\/\S+\/set-up#tbl_\S+/.exec(stage.turnbolt.output())?.[0] ?? "";
    const page = await stage.page(null);
    await page.goto(link);
    await page.getByLabel("Your name").fill("Grace");
    await page.getByLabel("E-mail address").fill("grace@example.com");
    await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Begin" }).click();
    await page.getByRole("button", { name: "Rotate the sandbox" }).click();
    for (const step of ["Issue", "Verify", "Promote"])
      await page.getByRole("listitem").getByText(step, { exact: true }).waitFor();
    await page.getByRole("button", { name: "Once more" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const href = await page.getByRole("link", { name: "Every detail of this run" }).getAttribute("href");
    const { run } = await stage.turnbolt.client.runs.get.query({ runId: href?.split("/").at(-1) ?? "" });
    expect(run).toMatchObject({ state: "done", kind: "rotate" });
  }, 90_000);
});
