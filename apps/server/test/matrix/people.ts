import type { Role } from "@turnbolt/api";
import { browserAt, PASSWORD, tokenOf } from "../support/browser.ts";
import type { World } from "./world.ts";

/** Somebody who is signed in. */
export interface SignedIn {
  readonly personId: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a person is when they come in. */
type What = { readonly isAdmin: true } | { readonly projects: Readonly<Record<string, Role>> };

/** A person who came in by an invitation, and signed in from an address of their own: that is limited. */
export async function aPerson(world: World, name: string, what: What): Promise<SignedIn> {
  const email = `${name}@example.test`;
  const projects = "projects" in what ? Object.entries(what.projects) : [];
  const link = await world.root(
    "invitations.create",
    {
      email,
      isAdmin: "isAdmin" in what,
      projects: projects.map(([projectId, role]) => ({ projectId, role })),
    },
    "link",
  );
  const arrival = { token: tokenOf(link), name, password: PASSWORD };
  const personId = await world.root("invitations.accept", arrival, "person.id");
  const browser = browserAt(world.url, { "x-forwarded-for": `198.51.100.${world.next()}` });
  const answer = await browser.signIn(email);
  if (!answer.ok) throw new Error(`${name} cannot sign in: ${await answer.text()}`);
  const cookie = [...browser.cookies].map(([key, value]) => `${key}=${value}`).join("; ");
  return { personId, headers: { cookie, origin: world.url, "sec-fetch-site": "same-origin" } };
}

/** Signs somebody out everywhere, past the doors. */
export const endSessions = async ({ sql }: World, { personId }: SignedIn): Promise<void> => {
  await sql`delete from turnbolt.sessions where person_id = ${personId}`;
};
