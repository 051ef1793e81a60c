import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { type Pairs, pairsOf } from "./support/pairs.ts";
import { PASSWORD } from "./support/people.ts";

describe.skipIf(noBrowser)("a page that is open for long", () => {
  let stage: Stage;
  let pairs: Pairs;
  beforeAll(async () => {
    stage = await openStage();
    pairs = await pairsOf(stage.turnbolt);
    for (const name of ["billing", "orders"]) await pairs.create(name);
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.assertNoFaults());

  it("asks who is there when the session has ended, and goes on where it was with nothing lost", async () => {
    const page = await stage.page("operator");
    await page.goto("/rotations");
    await page.getByRole("checkbox", { name: "Choose billing" }).check();
    await page.context().clearCookies();
    await page.getByRole("searchbox").fill("bil");
    const dialog = page.getByRole("dialog", { name: "Your session has ended" });
    await dialog.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await dialog.getByLabel("E-mail address").inputValue()).toBe("one-operator@example.com");
    await dialog.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("link", { name: "orders" }).waitFor({ state: "detached" });
    expect(await page.getByRole("searchbox").inputValue()).toBe("bil");
    expect(await page.getByRole("checkbox", { name: "Choose billing" }).isChecked()).toBe(true);
    stage.forgive(/status of 401/);
  });

  it("says that the server is gone, keeps what is there, and goes on by itself when it is back", async () => {
    const page = await stage.page("operator");
    await page.goto("/rotations");
    await page.getByRole("checkbox", { name: "Choose orders" }).check();
    await stage.turnbolt.kill();
    await page.getByRole("searchbox").fill("ord");
    await page.getByText("The server does not answer.").first().waitFor();
    await stage.turnbolt.start();
    await page.getByText("The server does not answer.").first().waitFor({ state: "detached" });
    await page.getByRole("link", { name: "billing" }).waitFor({ state: "detached" });
    expect(await page.getByRole("searchbox").inputValue()).toBe("ord");
    expect(await page.getByRole("checkbox", { name: "Choose orders" }).isChecked()).toBe(true);
    stage.forgive(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED/);
  });

  it("goes anywhere by the keyboard: screens and rotations", async () => {
    const page = await stage.page("viewer");
    await page.goto("/");
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Go to" }).fill("rotat");
    await page.getByRole("button", { name: "Rotations" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Rotations" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Go to" }).fill("billing");
    await page.getByRole("button", { name: /billing/ }).click();
    await page.waitForURL(/\/rotations\/[0-9a-f-]{36}$/);
  });

  it("searches with / and tells its keys with ?", async () => {
    const page = await stage.page("viewer");
    await page.goto("/rotations");
    await page.getByRole("link", { name: "billing" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("ord?");
    expect(await page.getByRole("searchbox").inputValue()).toBe("ord?");
    await page.getByRole("heading", { name: "Rotations" }).click();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("keeps the colours that were chosen, and follows the system until then", async () => {
    const page = await stage.page("viewer", { colorScheme: "dark" });
    await page.goto("/");
    const scheme = () => page.locator("html").getAttribute("data-mantine-color-scheme");
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    expect(await scheme()).toBe("dark");
    await page.getByRole("button", { name: /One-viewer/ }).click();
    await page.getByText("Light", { exact: true }).click();
    expect(await scheme()).toBe("light");
    await page.reload();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    expect(await scheme()).toBe("light");
  });

  it("has its navigation behind a button on a screen of 375 pixels", async () => {
    const page = await stage.page("viewer", { viewport: { width: 375, height: 740 } });
    await page.goto("/");
    await page.getByRole("button", { name: "Navigation" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "Rotations" }).click();
    await page.getByRole("heading", { name: "Rotations" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  });
});
