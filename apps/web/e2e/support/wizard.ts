import type { Page } from "playwright-core";
import type { Pairs } from "./pairs.ts";

/** Opens the wizard for a kind of rotation, at its second step. */
export async function begin(page: Page, type: string): Promise<void> {
  await page.goto(`/rotations/new?type=${type}`);
  await page.waitForURL("**/rotations/new/connection");
  await page.getByRole("heading", { name: "How does Turnbolt log in there?" }).waitFor();
}

/** Fills in a login at a real PostgreSQL. */
export async function fillLogin(page: Page, { credentials }: Pick<Pairs, "credentials">): Promise<void> {
  await page.getByLabel("Host").fill(credentials.host);
  await page.getByLabel("Port").fill(String(credentials.port));
  await page.getByLabel("Database").fill(credentials.database);
  await page.getByLabel("User name").fill(credentials.username);
  await page.getByRole("textbox", { name: "Password" }).fill(credentials.password);
  await page.getByLabel("TLS").uncheck();
}

/** Names the two accounts; what is typed is taken as it is. */
export async function nameAccounts(page: Page, first: string, second: string): Promise<void> {
  await page.getByLabel("First account").fill(first);
  await page.getByLabel("Second account").fill(second);
  await page.keyboard.press("Tab");
}

/** Presses the button that leads on, and waits until its step is there. */
export async function next(page: Page, step: string): Promise<void> {
  await page.getByRole("button", { name: `Next: ${step.replace("-", " ")}` }).click();
  await page.waitForURL(`**/rotations/new/${step}`);
}

/** For `expect.poll`: for as long as a page may take. */
export const SOON = { timeout: 10_000 };
