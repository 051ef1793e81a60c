import type { BrowserContext } from "playwright-core";
import type { Turnbolt } from "./turnbolt.ts";

export const PASSWORD = "correct horse battery staple";

/** What somebody may do: everything, or a role in the project that every installation begins with. */
export type Standing = "installation-admin" | "viewer" | "developer" | "operator" | "admin";

/** Makes somebody by an invitation, as an admin would; their address is `<name>@example.com`. */
export async function person(
  { client, projectId }: Turnbolt,
  name: string,
  standing: Standing,
): Promise<string> {
  const email = `${name.toLowerCase()}@example.com`;
  const isAdmin = standing === "installation-admin";
  const projects = isAdmin ? [] : [{ projectId, role: standing }];
  const { link } = await client.invitations.create.mutate({ email, isAdmin, projects });
  const token = new URL(link).hash.slice(1);
  await client.invitations.accept.mutate({ token, name, password: PASSWORD });
  return email;
}

/** Signs somebody in, without a page: the browser has the cookie then. */
export async function signedIn(
  context: BrowserContext,
  { url }: Turnbolt,
  email: string,
  password = PASSWORD,
): Promise<void> {
  const response = await context.request.post(`${url}/api/v1/auth/sign-in`, {
    data: { email, password, remember: true },
    headers: { origin: url, "sec-fetch-site": "same-origin" },
  });
  if (!response.ok()) throw new Error(`${email} cannot sign in: ${await response.text()}`);
}

/** Whether the cookies of a browser still let somebody in. */
export async function isSignedIn(context: BrowserContext, { url }: Turnbolt): Promise<boolean> {
  return (await context.request.get(`${url}/trpc/me.get`)).ok();
}
