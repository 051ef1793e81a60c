import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { type BoxStage, openBoxStage } from "./support/box.ts";
import { noBrowser } from "./support/browser.ts";

const DAY_MS = 86_400_000;

describe.skipIf(noBrowser)("the calendar", () => {
  let stage: BoxStage;
  beforeAll(async () => {
    stage = await openBoxStage();
    // All of them come again every day at half past ten in UTC, so they come close to each other.
    for (const name of ["billing", "orders", "search"])
      await stage.create(name, { rotationInterval: 1, rotateAtUtc: { hours: 10, minutes: 30 } });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  /** The day in which an instant is, so many hours ahead of UTC, as the calendar calls it. */
  const dayOf = (at: number, ahead = 0) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", dateStyle: "long" }).format(at + ahead * 3_600_000);
  const day = (page: Page, name: string) =>
    page.getByRole("cell").filter({ has: page.getByRole("button", { name: new RegExp(`^${name}[,:]`) }) });
  /** The first start that is not today, by what the server plans. */
  const plannedAt = async () => {
    const { secretRotations } = await stage.turnbolt.client.rotations.list.query({});
    return Date.parse(secretRotations[0]?.nextRotationAt ?? "") + DAY_MS;
  };

  it("names two of a day, counts the others, warns of those that come close, and leads to each", async () => {
    const page = await stage.page("viewer", { timezoneId: "UTC" });
    await page.goto("/calendar");
    const next = await plannedAt();
    const [today, then] = [dayOf(Date.now()), dayOf(next)];
    if (new Date(next).getUTCMonth() !== new Date().getUTCMonth())
      await page.getByRole("button", { name: "The month after" }).click();
    const cell = day(page, then);
    await cell
      .getByRole("link", { name: /10:30 (billing|orders|search), planned/ })
      .first()
      .waitFor();
    expect(await cell.getByRole("listitem").count()).toBe(2);
    await cell.getByRole("button", { name: "+1" }).waitFor();
    await cell.getByRole("link", { name: /3 rotations of the-box begin at 10:30: / }).waitFor();
    await page.getByRole("button", { name: "Today", exact: true }).click();
    await day(page, today)
      .getByRole("link", { name: /, done/ })
      .first()
      .click();
    await page.getByRole("heading", { name: /^Create/ }).waitFor();
  });

  it("has its days where the viewer is, and not in UTC", async () => {
    // Fourteen hours ahead, all year round: half past ten in UTC is half past midnight of the next day there.
    const page = await stage.page("viewer", { timezoneId: "Pacific/Kiritimati" });
    await page.goto("/calendar");
    await page.getByText("Days in Pacific/Kiritimati.").waitFor();
    const next = await plannedAt();
    const wanted = new Date(next + 14 * 3_600_000);
    const shown = new Date(Date.now() + 14 * 3_600_000);
    if (wanted.getUTCMonth() !== shown.getUTCMonth())
      await page.getByRole("button", { name: "The month after" }).click();
    await day(page, dayOf(next, 14))
      .getByRole("link", { name: /00:30 \w+, planned/ })
      .first()
      .waitFor();
  });

  it("shows a week by the hour, and keeps what is looked at in the URL", async () => {
    const page = await stage.page("viewer", { timezoneId: "Europe/Berlin" });
    await page.goto("/calendar?view=week&day=2031-03-26");
    await page.getByRole("heading", { name: "Week of 24 March 2031" }).waitFor();
    // The clocks go forward on the Sunday of that week.
    await page.getByText("23 hours").waitFor();
    await page.getByRole("button", { name: "The week after" }).click();
    await page.getByRole("heading", { name: "Week of 31 March 2031" }).waitFor();
    expect(new URL(page.url()).searchParams.get("day")).toBe("2031-04-02");
    const then = new Date(await plannedAt()).toISOString().slice(0, 10);
    await page.goto(`/calendar?view=week&day=${then}`);
    const hours = page.getByRole("region", { name: "By the hour" });
    await hours
      .getByRole("link", { name: /planned$/ })
      .first()
      .click();
    await page.getByRole("heading", { name: /^(billing|orders|search)$/ }).waitFor();
  });

  it.each([
    ["/calendar", "light", 1280],
    ["/calendar", "dark", 1280],
    ["/calendar", "light", 375],
    ["/calendar?view=week", "light", 1280],
    ["/calendar?view=week", "dark", 375],
  ] as const)("at %s has no accessibility faults in %s at %i pixels", async (path, colorScheme, width) => {
    const page = await stage.page("viewer", { colorScheme, viewport: { width, height: 800 } });
    await page.goto(path);
    await page
      .getByRole("link", { name: /, done/ })
      .first()
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});
