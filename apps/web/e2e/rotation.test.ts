import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type BoxStage, openBoxStage } from "./support/box.ts";
import { noBrowser } from "./support/browser.ts";

describe.skipIf(noBrowser)("a rotation", () => {
  let stage: BoxStage;
  let id: string;
  let page: Page;
  beforeAll(async () => {
    stage = await openBoxStage();
    id = await stage.create("shop");
    await stage.rotate(id);
    page = await stage.page("installation-admin");
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  const client = () => stage.turnbolt.client;
  const credentials = async (rotationId: string) =>
    (await client().rotations.state.query({ rotationId })).credentials;
  const handleOf = async (rotationId: string, version: number) =>
    (await credentials(rotationId)).find((one) => one.version === version)?.handle ?? "";
  const more = async (of: Page, name: string) => {
    await of.getByRole("button", { name: "More" }).click();
    await of.getByRole("menuitem", { name }).click();
  };
  /** Says yes to the question, once it names this effect. */
  const agree = async (of: Page, effect: string | RegExp, action: string) => {
    const dialog = of.getByRole("dialog");
    await dialog.getByText(effect).waitFor();
    await dialog.getByRole("button", { name: action, exact: true }).click();
  };
  /** The run that the answer to a deed leads to. */
  const answered = async (of: Page, deed: string) => {
    const href = await of
      .getByRole("status")
      .filter({ hasText: deed })
      .getByRole("link")
      .getAttribute("href");
    const { run } = await client().runs.get.query({ runId: href?.split("/").at(-1) ?? "" });
    return run;
  };

  it("shows the life of its versions, and moves by keys and by buttons", async () => {
    await page.goto(`/rotations/${id}`);
    const lanes = page.getByRole("region", { name: /Credential versions over time/ });
    await lanes.locator("[data-version='1'][data-state=superseded]").waitFor();
    await lanes.locator("[data-version='2'][data-state=active]").waitFor();
    await lanes.locator("[data-version='3'][data-state=planned]").waitFor();
    await page.getByText(/Next rotation .* brings v3\. Next revoke .* ends v1\./).waitFor();
    expect(await page.getByRole("listitem").filter({ hasText: "now superseded" }).count()).toBe(1);
    const widthOf = async () => (await lanes.locator("[data-version='2'] rect").last().boundingBox())?.width;
    const before = await widthOf();
    await lanes.focus();
    for (let times = 0; times < 3; times++) await page.keyboard.press("+");
    expect(await widthOf()).not.toBe(before);
    await page.getByRole("button", { name: "Show everything" }).click();
    await page.keyboard.press("Tab");
    await lanes.focus();
    await page.keyboard.press("Home");
    await expect.poll(widthOf).toBe(before);
  });

  it("says in a dry run what a run would do, and changes nothing", async () => {
    const held = stage.held("shop");
    const { runs: before } = await client().runs.list.query({ rotationId: id });
    await page.getByRole("button", { name: "Dry run" }).click();
    const plan = page.getByRole("region", { name: "Dry run" });
    await plan.getByText("nothing was changed").waitFor();
    await plan.getByText(/promote it/).waitFor();
    expect(stage.held("shop")).toEqual(held);
    expect((await client().runs.list.query({ rotationId: id })).runs).toEqual(before);
    await plan.getByRole("button", { name: "Close the dry run" }).click();
  });

  it("rotates after naming which version comes and which one ends, and answers with its run", async () => {
    const first = await handleOf(id, 1);
    await page.getByRole("button", { name: "Rotate now" }).click();
    await agree(page, "Issues v3; v2 works on until the run after this one. Ends v1.", "Rotate now");
    expect(await answered(page, "Rotating")).toMatchObject({
      kind: "rotate",
      rotationId: id,
      trigger: "manual",
    });
    await page.locator("[data-version='3'][data-state=active]").waitFor();
    await expect.poll(() => stage.held("shop").map(({ handle }) => handle)).not.toContain(first);
    expect(stage.held("shop")).toHaveLength(2);
  });

  it("revokes the superseded one now, named by its version", async () => {
    await stage.atRest(id);
    const second = await handleOf(id, 2);
    await page.getByRole("button", { name: "Rotate now" }).and(page.locator(":enabled")).waitFor();
    await more(page, "Revoke v2 now");
    await agree(page, /Revokes v2 now/, "Revoke now");
    expect(await answered(page, "Revoking")).toMatchObject({ kind: "retire", rotationId: id });
    await page.locator("[data-version='2'][data-state=revoked]").waitFor();
    expect(stage.held("shop").map(({ handle }) => handle)).not.toContain(second);
  });

  it("checks, reconciles, pauses and resumes", async () => {
    await stage.atRest(id);
    await page.reload();
    await more(page, "Check the published one");
    await page.getByText("The published credential logs in at the target.").waitFor();
    await more(page, "Pause the schedule");
    await agree(page, /No scheduled run begins/, "Pause");
    await page.getByText("the schedule is off").first().waitFor();
    expect(
      (await client().rotations.get.query({ rotationId: id })).secretRotation.isAutoRotationEnabled,
    ).toBe(false);
    await more(page, "Resume the schedule");
    await page
      .getByText(/next rotation/)
      .first()
      .waitFor();
    await more(page, "Reconcile");
    await agree(page, /Looks at the target/, "Reconcile");
    const run = await answered(page, "Reconciling");
    expect(run.kind).toBe("reconcile");
    await stage.atRest(id);
    expect((await client().runs.get.query({ runId: run.id })).run.state).toBe("done");
  });

  it("waits for a person where it must, says what each decision does, and goes on", async () => {
    const waits = await stage.create("waits");
    await stage.rotate(waits);
    const first = await handleOf(waits, 1);
    stage.tell({ revoke: "refuse" });
    await client().rotations.retire.mutate({ rotationId: waits });
    const attention = async () =>
      (await client().rotations.state.query({ rotationId: waits })).attention?.code;
    await expect.poll(attention, { timeout: 10_000 }).toBe("revoke-refused");
    await page.goto(`/rotations/${waits}`);
    const card = page.getByRole("alert");
    await card.getByText(/could not be revoked: box: revoke is locked; unlock the box/).waitFor();
    await card.getByText(first).first().waitFor();
    stage.tell({});
    await card.getByRole("button", { name: "Revoke again" }).click();
    await agree(page, "The target is asked again to revoke it.", "Revoke again");
    await card.waitFor({ state: "detached" });
    await page.locator("[data-version='1'][data-state=revoked]").waitFor();
    expect(stage.held("waits")).toHaveLength(1);
  });

  it("shows versions, configuration as code and the audit, each at an address of its own", async () => {
    await page.goto(`/rotations/${id}?tab=versions`);
    await page.getByRole("table", { name: "Credential versions" }).getByText("v3", { exact: true }).waitFor();
    await page.getByRole("tab", { name: "Configuration" }).click();
    await page.getByText("TOKEN_SHOP", { exact: true }).waitFor();
    await page.getByText(`${stage.turnbolt.url}/api/v2/secret-rotations/box-token`).waitFor();
    await page.getByText("TypeScript", { exact: true }).click();
    await page.getByText("client.rotations.create.mutate").waitFor();
    expect(new URL(page.url()).searchParams.get("tab")).toBe("configuration");
    await page.getByRole("tab", { name: "Audit" }).click();
    await page.getByText("rotation.created").waitFor();
  });

  it("shows a viewer no button that would be refused", async () => {
    const viewer = await stage.page("viewer");
    await viewer.goto(`/rotations/${id}`);
    await viewer.getByRole("button", { name: "Dry run" }).waitFor();
    for (const name of ["Rotate now", "More"])
      expect(await viewer.getByRole("button", { name }).count()).toBe(0);
  });
});
