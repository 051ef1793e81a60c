import type { Page } from "playwright-core";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./support/axe.ts";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { PASSWORD, person } from "./support/people.ts";
import { SOON } from "./support/wizard.ts";

describe.skipIf(noBrowser)("access", () => {
  let stage: Stage;
  let database: postgres.Sql;
  let machineId: string;
  /** Of an admin of the installation. One for all tests: signing in is limited. */
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    database = postgres(stage.turnbolt.databaseUrl, { max: 1, onnotice: () => {} });
    const { client, projectId } = stage.turnbolt;
    const { identity } = await client.identities.create.mutate({ name: "the-build" });
    machineId = identity.id;
    await client.universalAuth.create.mutate({ identityId: machineId });
    await client.clientSecrets.create.mutate({ identityId: machineId, description: "the runners" });
    await client.identityMemberships.create.mutate({ projectId, identityId: machineId, role: "developer" });
    page = await stage.page("installation-admin");
  });
  afterAll(async () => {
    await database?.end();
    await stage?.stop();
  });
  afterEach(() => stage.assertNoFaults());

  const roleOf = async (email: string): Promise<string | null> => {
    const [row] = await database`
      select m.role from turnbolt.members m join turnbolt.people p on p.id = m.person_id
      where p.email = ${email} and m.project_id = ${stage.turnbolt.projectId}`;
    return row?.role ?? null;
  };
  const choose = async (list: string, option: string) => {
    await page.getByRole("combobox", { name: list }).click();
    await page.getByRole("option", { name: option }).click();
  };
  const pick = async (about: string, item: string) => {
    await page.getByRole("button", { name: `What to do with ${about}` }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  const agree = (action: string) =>
    page.getByRole("dialog").getByRole("button", { name: action, exact: true }).click();
  const post = (path: string, body: unknown, token?: string) =>
    fetch(`${stage.turnbolt.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });

  it("is given by an invitation whose link is shown once, and by which one comes in", async () => {
    await page.goto("/access");
    await page.getByRole("button", { name: "Invite somebody" }).click();
    await page.getByLabel("E-mail address").fill("margaret@example.com");
    await choose("Role", "operator");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    const link = (await page.getByLabel("Link", { exact: true }).textContent()) ?? "";
    expect(link).toContain("/invitation#tbl_");
    await page.getByRole("button", { name: "I have kept it" }).click();
    await page.getByText("operator of Default").waitFor();
    expect(await page.content()).not.toContain(new URL(link).hash.slice(1));

    const other = await stage.page(null);
    await other.goto(new URL(link).pathname + new URL(link).hash);
    await other.getByLabel("Your name").fill("Margaret");
    await other.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await other.getByRole("button", { name: "Come in" }).click();
    await other.getByRole("heading", { name: "Overview" }).waitFor();
    expect(await roleOf("margaret@example.com")).toBe("operator");
    stage.forgive(/invitations\.look/);
  });

  it("that was offered can be taken back: the link is good for nothing then", async () => {
    const { client, projectId } = stage.turnbolt;
    const { link } = await client.invitations.create.mutate({
      email: "ken@example.com",
      projects: [{ projectId, role: "viewer" }],
    });
    const token = new URL(link).hash.slice(1);
    expect((await post("/api/v1/invitations/look", { token })).status).toBe(200);
    await page.goto("/access");
    await pick("the invitation of ken@example.com", "Take back");
    await page.getByText("Their link ends now").waitFor();
    await agree("Take back");
    await page.getByText("The invitation of ken@example.com is taken back.").waitFor();
    expect((await post("/api/v1/invitations/look", { token })).status).toBe(400);
  });

  it("changes with a role, and goes with it", async () => {
    const email = await person(stage.turnbolt, "Frances", "viewer");
    await page.goto("/access?tab=projects");
    await choose("Role of Frances in Default", "developer");
    await page.getByText("read the values of secrets", { exact: true }).waitFor();
    await agree("Make a developer");
    await page.getByText("Frances is a developer of Default now.").waitFor();
    expect(await roleOf(email)).toBe("developer");
    await pick("Frances in Default", "Take out");
    await agree("Take out");
    await page.getByText("Frances is in Default no more.").waitFor();
    expect(await roleOf(email)).toBeNull();
  });

  it("ends at once for who is shut out, and comes back", async () => {
    const email = await person(stage.turnbolt, "Jean", "viewer");
    const signIn = async () => {
      const headers = { origin: stage.turnbolt.url, "sec-fetch-site": "same-origin" };
      const data = { email, password: PASSWORD, remember: true };
      return (
        await jean.request.post(`${stage.turnbolt.url}/api/v1/auth/sign-in`, { data, headers })
      ).status();
    };
    const jean = await stage.page(null);
    expect(await signIn()).toBe(200);
    const me = async () => (await jean.request.get(`${stage.turnbolt.url}/api/v1/me`)).status();
    expect(await me()).toBe(200);
    await page.goto("/access?q=Jean");
    await pick("Jean", "Shut out");
    await agree("Shut out");
    await page.getByText("Jean is shut out.").waitFor();
    expect(await me()).toBe(401);
    expect(await signIn()).not.toBe(200);
    await pick("Jean", "Let in again");
    await agree("Let in");
    await page.getByText("Jean may sign in again.").waitFor();
    expect(await signIn()).toBe(200);
  });

  it("of a machine is made, used, and revoked with every token of it", async () => {
    await page.goto("/access?tab=machines");
    await page.getByRole("button", { name: "New machine" }).click();
    await page.getByLabel("Name").fill("the-deploy");
    await choose("Project", "Default");
    await page.getByRole("button", { name: "Make the machine" }).click();
    await page.getByRole("button", { name: "New client secret" }).click();
    await page.getByLabel("What it is for").fill("the night shift");
    await page.getByRole("button", { name: "Make the client secret" }).click();
    const clientId = await page.getByRole("dialog").getByLabel("Client id", { exact: true }).textContent();
    const clientSecret =
      (await page.getByRole("dialog").getByLabel("Client secret", { exact: true }).textContent()) ?? "";
    expect(clientSecret).toMatch(/^tbs_[0-9A-Za-z]{49}$/);
    await page.getByRole("button", { name: "I have kept it" }).click();
    await page.getByText("the night shift").waitFor();
    expect(await page.content()).not.toContain(clientSecret);

    const logIn = () => post("/api/v1/auth/universal-auth/login", { clientId, clientSecret });
    const { accessToken } = (await (await logIn()).json()) as { accessToken: string };
    const asMachine = async () =>
      (
        await fetch(`${stage.turnbolt.url}/api/v1/projects`, {
          headers: { authorization: `Bearer ${accessToken}` },
        })
      ).status;
    expect(await asMachine()).toBe(200);
    await page.reload();
    await page.getByRole("region", { name: "Client secrets" }).getByText("1 login").waitFor();
    await page.getByRole("button", { name: /^What to do with the token/ }).waitFor();
    expect(await page.content()).not.toContain(clientSecret);

    await pick(`the client secret ${clientSecret.slice(0, 8)}`, "Revoke");
    await agree("Revoke the client secret");
    await page.getByText("Revoked").waitFor();
    expect((await logIn()).ok).toBe(false);
    expect(await asMachine()).toBe(403);
    await page.getByText("it is not logged in at the moment").waitFor();
  });

  it("says what is wrong with a network, and loses nothing", async () => {
    await page.goto(`/access?tab=machines&machine=${machineId}`);
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByLabel("Logs in from").fill("10.0.0.0/8\nthe office");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("an address or a network, as 10.0.0.0/8").waitFor();
    expect(await page.getByLabel("Logs in from").inputValue()).toBe("10.0.0.0/8\nthe office");
    stage.forgive(/status of 4\d\d/);
    await page.getByLabel("Logs in from").fill("10.0.0.0/8");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("How the-build logs in is saved.").waitFor();
    const { identityUniversalAuth } = await stage.turnbolt.client.universalAuth.get.query({
      identityId: machineId,
    });
    expect(identityUniversalAuth.clientSecretTrustedIps).toMatchObject([
      { ipAddress: "10.0.0.0", prefix: 8 },
    ]);
  });

  it("is given in their project by its admins, to who is here and to who is not", async () => {
    const email = await person(stage.turnbolt, "Radia", "viewer");
    await database`delete from turnbolt.members where person_id = (select id from turnbolt.people where email = ${email})`;
    const lead = await stage.page("admin");
    await lead.goto("/access");
    await lead.getByRole("button", { name: "Add somebody" }).waitFor();
    expect(await lead.getByRole("tab").allTextContents()).toEqual(["In projects", "Roles"]);
    for (const address of [email, "lynn@example.com"]) {
      await lead.getByRole("button", { name: "Add somebody" }).click();
      await lead.getByLabel("E-mail address").fill(address);
      await lead.getByRole("button", { name: "Add", exact: true }).click();
      await expect.poll(() => lead.getByLabel("E-mail address").count(), SOON).toBe(0);
    }
    expect(await roleOf(email)).toBe("viewer");
    await lead.getByText("lynn@example.com is invited").waitFor();
    const invited = await database`select 1 from turnbolt.invitations where email = 'lynn@example.com'`;
    expect(invited).toHaveLength(1);
    stage.forgive(/status of 404/);
  });

  it("is shown to a viewer without any button that would be refused", async () => {
    const viewer = await stage.page("viewer");
    await viewer.goto("/access?tab=machines");
    await viewer.getByText("one-viewer@example.com (you)").waitFor();
    await viewer.getByText("the-build").waitFor();
    expect(await viewer.getByRole("tab").allTextContents()).toEqual(["In projects", "Roles"]);
    const main = viewer.getByRole("main");
    expect(await main.getByRole("button").count()).toBe(0);
    expect(await main.getByRole("combobox").count()).toBe(0);
    expect(await main.getByRole("textbox").count()).toBe(0);
  });

  it("is gone through by keyboard, and stands in the URL", async () => {
    await page.goto("/access");
    await page.getByRole("tab", { name: "People" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("link", { name: "the-build" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "What the-build may" }).waitFor();
    expect(new URL(page.url()).search).toBe(`?tab=machines&machine=${machineId}`);
    await page.goBack();
    await page.getByRole("heading", { name: "What the-build may" }).waitFor({ state: "detached" });
  });

  const places = (): readonly [path: string, ready: string][] => [
    ["/access", "the identity provider|a password"],
    [`/access?tab=machines`, "1 works"],
    [`/access?tab=machines&machine=${machineId}`, "the runners"],
    ["/access?tab=projects", "Programs that ask"],
    ["/access?tab=roles", "Beyond projects"],
  ];

  it.each(["light", "dark"] as const)("has no accessibility faults in %s", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    for (const [path, ready] of places()) {
      await page.goto(path);
      await page.getByText(new RegExp(ready)).first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
    }
  });

  it("fits on a screen of 375 pixels", async () => {
    await page.setViewportSize({ width: 375, height: 740 });
    for (const [path, ready] of places()) {
      await page.goto(path);
      await page.getByText(new RegExp(ready)).first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    }
  });
});
