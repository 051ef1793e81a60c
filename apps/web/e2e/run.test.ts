import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { type BoxStage, openBoxStage } from "./support/box.ts";
import { noBrowser } from "./support/browser.ts";

describe.skipIf(noBrowser)("a run", () => {
  let stage: BoxStage;
  let id: string;
  beforeAll(async () => {
    stage = await openBoxStage();
    id = await stage.create("shop");
  });
  afterAll(() => stage?.stop());
  afterEach(() => {
    stage.tell({});
    stage.assertNoFaults();
  });

  const begin = async (rotationId: string) =>
    (await stage.turnbolt.client.rotations.rotate.mutate({ rotationId, wait: false, force: true })).runId;
  const stateOf = async (runId: string) => (await stage.turnbolt.client.runs.get.query({ runId })).run.state;

  it("is seen live: the step under way with its progress, then its end, with no reload", async () => {
    const page = await stage.page("operator");
    stage.tell({ issue: "wait" });
    const runId = await begin(id);
    await page.goto(`/runs/${runId}`);
    await page.getByText("A new credential is being made; the old one still works.").first().waitFor();
    await page.getByRole("table", { name: "Steps" }).getByText("1 of 3").waitFor();
    await page.getByRole("button", { name: "issue, try 1: under way" }).waitFor();
    // Past the point of no return.
    expect(await page.getByRole("button", { name: "Cancel" }).count()).toBe(0);
    stage.tell({});
    await page.getByText("The new credential is published; the one before it works on").first().waitFor();
    for (const step of ["issue", "verify", "promote"])
      await page.getByRole("button", { name: new RegExp(`^${step}, try 1: done`) }).waitFor();
    expect(await stateOf(runId)).toBe("done");
  });

  it("survives a crash of the server, as does the page that shows it", async () => {
    const page = await stage.page("viewer");
    stage.tell({ issue: "wait" });
    const runId = await begin(id);
    await page.goto(`/runs/${runId}`);
    await page.getByRole("button", { name: /issue, try 1: under way/ }).waitFor();
    await stage.turnbolt.kill();
    stage.tell({});
    await stage.turnbolt.start();
    await page.getByText("The new credential is published").first().waitFor({ timeout: 20_000 });
    stage.forgive(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/);
  }, 60_000);

  it("that failed says why, how the target stands and what helps, and is tried again", async () => {
    await stage.atRest(id);
    const page = await stage.page("installation-admin");
    stage.tell({ issue: "refuse" });
    const failed = await stage.rotate(id);
    const held = stage.held("shop");
    await page.goto(`/runs/${failed}`);
    const card = page.getByRole("alert").first();
    await card.getByText("box: issue is locked; unlock the box").waitFor();
    await card.getByText("The old credential still works.").waitFor();
    await card.getByText(/Mend the cause, then try again/).waitFor();
    stage.tell({});
    await page.getByRole("button", { name: "Try again" }).click();
    await page.waitForURL((url) => url.pathname.startsWith("/runs/") && !url.pathname.endsWith(failed));
    await page.getByText("The new credential is published").first().waitFor();
    expect(stage.held("shop").length).toBeGreaterThan(held.length - 1);
    expect(stage.held("shop")).not.toEqual(held);
  });

  it("shows each try as a bar of its own, goes from one to the next by keys, and marks what was struck", async () => {
    await stage.atRest(id);
    const page = await stage.page("viewer");
    stage.tell({ issue: "mistake" });
    const runId = await stage.rotate(id);
    await page.goto(`/runs/${runId}`);
    await page.getByRole("button", { name: /^verify, try 2: refused by the target/ }).waitFor();
    await page.getByRole("button", { name: /^issue, try 1/ }).click();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("heading", { name: "Log of verify" }).waitFor();
    const log = page.getByRole("region", { name: "Log of verify" });
    await log.locator("mark").getByText("redacted").waitFor();
    expect(await log.textContent()).toContain("box: it does not take");
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("is taken back before it has asked anything of the target", async () => {
    const others = await Promise.all(["a", "b", "c", "d", "e"].map((name) => stage.create(`many-${name}`)));
    stage.tell({ issue: "wait" });
    const runs = await Promise.all(others.map(begin));
    // A connection has room for four at once.
    const states = () => Promise.all(runs.map(stateOf));
    await expect
      .poll(async () => (await states()).toSorted(), { timeout: 10_000 })
      .toEqual(["issuing", "issuing", "issuing", "issuing", "queued"]);
    const queued = runs[(await states()).indexOf("queued")] ?? "";
    const page = await stage.page("operator");
    await page.goto(`/runs/${queued}`);
    await page.getByRole("button", { name: "Cancel" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/Nothing was asked of the target yet/).waitFor();
    await dialog.getByRole("button", { name: "Cancel the run" }).click();
    await page.getByText("Cancelled", { exact: true }).waitFor();
    expect(await stateOf(queued)).toBe("cancelled");
  });

  it("is copied as a diagnosis without names", async () => {
    await stage.atRest(id);
    const page = await stage.page("viewer", { permissions: ["clipboard-read", "clipboard-write"] });
    stage.tell({ issue: "refuse" });
    const runId = await stage.rotate(id);
    await page.goto(`/runs/${runId}`);
    await page.getByRole("button", { name: "Copy diagnosis" }).click();
    await page.getByText("The diagnosis was copied").waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    for (const part of [runId, "type box-token", "state failed", "issue 1 failed"])
      expect(text).toContain(part);
    for (const part of ["shop", "the-box"]) expect(text).not.toContain(part);
  });

  it("from before an upgrade is shown, whatever its steps are called", async () => {
    const [run] = (await stage.turnbolt.client.runs.list.query({ rotationId: id })).runs;
    const sql = postgres(stage.turnbolt.databaseUrl, { max: 1 });
    await sql`update turnbolt.runs set steps = replace(steps::text, '"issue"', '"set-password"')::jsonb where id = ${run?.id ?? ""}`;
    await sql.end();
    const page = await stage.page("viewer");
    await page.goto(`/runs/${run?.id}`);
    await page.getByRole("button", { name: /^set-password, try 1/ }).waitFor();
    await page.getByRole("heading", { name: "Log of set-password" }).waitFor();
  });

  it("shows a viewer no button that would be refused", async () => {
    stage.tell({ issue: "refuse" });
    const failed = await stage.rotate(id);
    const operator = await stage.page("operator");
    await operator.goto(`/runs/${failed}`);
    await operator.getByRole("button", { name: "Try again" }).waitFor();
    const page = await stage.page("viewer");
    await page.goto(`/runs/${failed}`);
    await page.getByText("The old credential still works.").first().waitFor();
    await page.getByRole("button", { name: "Copy diagnosis" }).waitFor();
    for (const name of ["Try again", "Try now", "Cancel"])
      expect(await page.getByRole("button", { name }).count()).toBe(0);
  });

  it.each([
    ["light", 1280],
    ["dark", 1280],
    ["dark", 375],
  ] as const)("has no accessibility faults in %s at %i pixels", async (colorScheme, width) => {
    const page = await stage.page("operator", { colorScheme, viewport: { width, height: 800 } });
    const [run] = (await stage.turnbolt.client.runs.list.query({ rotationId: id })).runs;
    await page.goto(`/runs/${run?.id}`);
    await page.getByRole("table", { name: "Steps" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});
