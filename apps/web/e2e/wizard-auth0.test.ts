import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Auth0Emulator, startAuth0 } from "../../../plugins/auth0/test/emulator/server.ts";
import { connectionsTo } from "../../../plugins/auth0/test/target.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { untilPublished } from "./support/published.ts";
import { begin, next } from "./support/wizard.ts";

const API = "https://api.example.test";

describe.skipIf(noBrowser)("a new rotation of an Auth0 application", { timeout: 60_000 }, () => {
  let stage: Stage;
  let auth0: Auth0Emulator;
  beforeAll(async () => {
    auth0 = await startAuth0({ now: () => Date.now() });
    stage = await openStage();
  });
  afterAll(async () => {
    await stage?.stop();
    await auth0?.stop();
  });
  afterEach(() => stage.assertNoFaults());

  /** The oracle: does the tenant let the application in? */
  const letsIn = async (clientId: unknown, clientSecret: unknown) => {
    const response = await fetch(`${auth0.url}/oauth/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: clientSecret,
        audience: API,
      }),
    });
    return response.ok;
  };

  it("is made through a connection whose rights are shown, and says what the gap is", async () => {
    const { connection } = connectionsTo(auth0);
    const app = auth0.tenant.addApplication({ name: "Billing service", clientGrants: { [API]: [] } });
    const page = await stage.page("admin");
    await begin(page, "auth0-client-secret");
    await page.getByLabel("Name").first().fill("the tenant");
    await page.getByLabel("Domain").fill("https://example.eu.auth0.com");
    await page.getByLabel("Client ID").fill(connection.clientId);
    await page.getByRole("textbox", { name: "Client secret" }).fill(connection.clientSecret);
    await page.getByText(/^More settings/).click();
    await page.getByLabel("Base URL").fill(connection.baseUrl);
    const save = page.getByRole("button", { name: "Test, save and go on" });
    await save.click();
    await page.getByText("The domain alone, without https:// and without a path.").waitFor();
    await page.getByLabel("Domain").fill(connection.domain);
    await save.click();

    await page.waitForURL("**/rotations/new/target");
    await page.getByRole("combobox", { name: "Application" }).fill("Billing");
    await page.getByRole("option", { name: "Billing service" }).click();
    expect(await page.getByRole("combobox", { name: "Application" }).inputValue()).toBe(app.clientId);
    await page.getByText("replaces the value that is live now").waitFor();
    await next(page, "schedule");
    await page.getByText("Each rotation has a gap").waitFor();
    await page.getByLabel("Rotate by itself at these dates").uncheck();
    await next(page, "mapping");
    await page.getByLabel("Name of the rotation").fill("billing-service");
    await next(page, "dry-run");
    await page.getByText("Promote it: every mapped secret gets the new version.").waitFor();
    expect(await letsIn(app.clientId, app.secret)).toBe(true);
    await next(page, "review");
    await page.getByText("by hand; the schedule is off").waitFor();
    await page.getByRole("button", { name: "Create rotation" }).click();
    await page.getByRole("table", { name: "Steps" }).getByRole("button", { name: "verify" }).waitFor();
    expect(page.url()).toContain("/runs/");

    const { clientId, clientSecret } = await untilPublished(stage.turnbolt, "billing-service");
    expect(clientId).toBe(app.clientId);
    expect(await letsIn(clientId, clientSecret)).toBe(true);
    expect(await letsIn(clientId, app.secret)).toBe(false);
  });
});
